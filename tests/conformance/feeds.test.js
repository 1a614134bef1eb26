// An independent reader reads every feed. Each feed has what its format requires.
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import assert from 'node:assert/strict';
import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parseFeed } from 'feedsmith';
import { addresses, all, attr, elements, parseFragment } from './lib/html.js';
import { ending, fileAt, files, origin, pages, read, size, target } from './lib/site.js';
import { rfc3339, rfc822 } from './lib/dates.js';
import { parseXml, tags } from './lib/xml.js';
import { Problems } from './lib/problems.js';

const MIME = { 'application/rss+xml': 'rss', 'application/atom+xml': 'atom', 'application/feed+json': 'json', 'application/json': 'json' };

// A feed is a file that a page names as a feed, or any file that has the format of one.
const named = new Map();
for (const page of pages) {
  for (const link of page.links('alternate').filter((l) => MIME[attr(l, 'type')])) {
    const to = target(attr(link, 'href') ?? '', page.url);
    const key = to.kind === 'inside' ? to.path : attr(link, 'href');
    if (!named.has(key)) named.set(key, { type: MIME[attr(link, 'type')], from: page.file, inside: to.kind === 'inside' });
  }
}
const found = new Map();
for (const file of ending('.xml', '.json', '.rss', '.atom')) {
  const type = sniff(read(file));
  if (type) found.set(file, type);
}

function sniff(source) {
  if (/^\s*\{/.test(source)) return /"version"\s*:\s*"https:\/\/jsonfeed\.org\//.test(source.slice(0, 400)) ? 'json' : undefined;
  const root = /<(rss|feed|rdf:RDF)[\s>]/.exec(source.slice(0, 1000))?.[1];
  return { rss: 'rss', feed: 'atom', 'rdf:RDF': 'rdf' }[root];
}

// Converts the three formats into the one shape that the tests below use.
function readBack(file, type) {
  const { format, feed } = parseFeed(read(file));
  assert.equal(format, type, `${file} is read as ${format}`);
  const html = (value) => (value ? [value] : []);
  if (type === 'rss') {
    return {
      title: feed.title, home: feed.link, self: feed.atom?.links?.find((l) => l.rel === 'self')?.href, language: feed.language,
      dates: [feed.pubDate, feed.lastBuildDate].filter(Boolean), date: rfc822,
      items: (feed.items ?? []).map((i) => ({
        title: i.title, id: i.guid?.value, link: i.link, permanent: i.guid?.isPermaLink !== false && i.guid?.value,
        dates: [i.pubDate], html: [...html(i.content?.encoded), ...html(/<\w/.test(i.description ?? '') && i.description)],
        files: (i.enclosures ?? []).map((e) => ({ url: e.url, length: e.length, type: e.type })),
      })),
    };
  }
  if (type === 'atom') {
    const to = (links, rel) => links?.find((l) => (l.rel ?? 'alternate') === rel)?.href;
    return {
      title: feed.title?.value, home: to(feed.links, 'alternate'), self: to(feed.links, 'self'), language: feed.xml?.lang,
      id: feed.id, dates: [feed.updated], date: rfc3339,
      items: (feed.entries ?? []).map((e) => ({
        title: e.title?.value, id: e.id, link: to(e.links, 'alternate'), dates: [e.updated, ...html(e.published)],
        html: [e.content, e.summary].filter((c) => c?.type === 'html').map((c) => c.value),
        files: (e.links ?? []).filter((l) => l.rel === 'enclosure').map((l) => ({ url: l.href, length: l.length, type: l.type })),
        author: Boolean((e.authors ?? feed.authors)?.length),
      })),
    };
  }
  return {
    title: feed.title, home: feed.home_page_url, self: feed.feed_url, language: feed.language, dates: [], date: rfc3339,
    items: (feed.items ?? []).map((i) => ({
      title: i.title, id: i.id, link: i.url, dates: [i.date_published, ...html(i.date_modified)], html: html(i.content_html),
      files: (i.attachments ?? []).map((a) => ({ url: a.url, length: a.size_in_bytes, type: a.mime_type })),
    })),
  };
}

test('every feed that a page names exists and is of the type it says', () => {
  const problems = new Problems();
  for (const [path, { type, from, inside }] of named) {
    if (!problems.expect(inside && fileAt(path), from, 'a feed that a page names exists', path)) continue;
    problems.expect(found.get(fileAt(path)) === type, path, 'a feed has the type that its link says', `${found.get(fileAt(path))} instead of ${type}`);
  }
  problems.none(named.size, 'feed links');
});

test('every feed file is named by a page', () => {
  const problems = new Problems();
  const known = new Set([...named.keys()].map(fileAt));
  for (const file of found.keys()) problems.expect(known.has(file), file, 'a feed is named by a <link rel="alternate"> of some page');
  problems.none(found.size, 'feeds');
});

test('RSS, Atom and JSON feeds are all there', () => {
  const problems = new Problems();
  for (const type of ['rss', 'atom', 'json']) problems.expect([...found.values()].includes(type), type, 'each of the three formats is offered');
  problems.none(found.size, 'feeds');
});

test('XML feeds are well-formed and their required elements are there', () => {
  const problems = new Problems();
  const xml = [...found].filter(([, type]) => type !== 'json');
  for (const [file, type] of xml) {
    const { document, error } = parseXml(read(file));
    if (!problems.expect(!error, file, 'XML is well-formed', error)) continue;
    const root = document.documentElement;
    if (type === 'rss') {
      problems.expect(root.getAttribute('version') === '2.0', file, 'RSS says that it is version 2.0');
      const channel = tags(root, 'channel')[0];
      for (const name of ['title', 'link', 'description']) {
        const own = Array.from(channel?.childNodes ?? []).find((n) => n.nodeName === name);
        problems.expect(own?.textContent.trim(), file, `the RSS channel has a <${name}>`);
      }
    } else {
      problems.expect(root.namespaceURI === 'http://www.w3.org/2005/Atom', file, 'Atom stands in its namespace', root.namespaceURI);
      for (const name of ['id', 'title', 'updated']) {
        for (const node of [root, ...tags(root, 'entry')]) {
          const own = Array.from(node.childNodes).filter((n) => n.nodeName === name);
          problems.expect(own.length === 1 && own[0].textContent.trim(), file, `Atom has exactly one <${name}> in the feed and in each entry`);
        }
      }
    }
  }
  problems.none(xml.length, 'XML feeds');
});

test('JSON feeds follow JSON Feed 1.1', () => {
  const ajv = new Ajv({ allErrors: true });
  formats(ajv);
  const valid = ajv.compile(JSON.parse(readFileSync(new URL('schemas/json-feed.json', import.meta.url))));
  const problems = new Problems();
  const json = [...found].filter(([, type]) => type === 'json');
  for (const [file] of json) {
    if (valid(JSON.parse(read(file)))) continue;
    for (const e of valid.errors) problems.add(file, `JSON Feed: ${e.message}`, `${e.instancePath} ${JSON.stringify(e.params)}`);
  }
  problems.none(json.length, 'JSON feeds');
});

test('feeds: titles, ids, dates and addresses are what a reader needs', () => {
  const problems = new Problems();
  let items = 0;
  for (const [file, type] of found) {
    const feed = readBack(file, type);
    const own = (url, what) => inSite(url, file, what, problems);
    problems.expect(feed.title?.trim(), file, 'a feed has a title');
    problems.expect(feed.language, file, 'a feed tells its language');
    problems.expect(feed.self === origin + file, file, 'a feed names its own address as self', String(feed.self));
    own(feed.home, 'a feed leads to its page');
    if (type === 'atom') problems.expect(/^[a-z][a-z0-9+.-]*:/i.test(feed.id ?? ''), file, 'an Atom id is an absolute IRI', String(feed.id));
    for (const d of feed.dates) problems.expect(!Number.isNaN(feed.date(d)), file, 'dates of a feed are in the form of its format', String(d));
    const ids = new Set();
    for (const item of feed.items) {
      items += 1;
      const where = `${file} “${item.title}”`;
      problems.expect(item.title?.trim(), file, 'an item has a title', String(item.link));
      problems.expect(item.id && !ids.has(item.id), where, 'an item has an id that no other item of the feed has', String(item.id));
      ids.add(item.id);
      own(item.link, 'an item leads to its page');
      if (item.permanent) own(item.permanent, 'a permanent guid is an address');
      for (const d of item.dates) problems.expect(!Number.isNaN(feed.date(d)), where, 'dates of items are in the form of the format', String(d));
      for (const f of item.files) {
        const there = own(f.url, 'an enclosure exists');
        problems.expect(/^\w+\/[\w.+-]+$/.test(f.type ?? ''), where, 'an enclosure has a media type', String(f.type));
        if (there && f.length !== undefined) problems.expect(Number(f.length) === size(there), where, 'an enclosure has the length of its file', `${f.length}, the file has ${size(there)}`);
      }
      if (type === 'atom') problems.expect(item.author, where, 'an Atom entry has an author, its own or that of the feed');
    }
  }
  problems.none(items, 'feed items');
});

test('feeds: the HTML of items is well-formed, safe and needs no base address', () => {
  const problems = new Problems();
  let pieces = 0;
  for (const [file, type] of found) {
    for (const item of readBack(file, type).items) {
      for (const html of item.html) {
        pieces += 1;
        const where = `${file} “${item.title}”`;
        const { root, errors } = parseFragment(html);
        problems.expect(errors.length === 0, where, 'the HTML of an item is well-formed', errors.join(', '));
        for (const e of elements(root)) {
          problems.expect(!['script', 'style', 'iframe', 'object', 'embed', 'form'].includes(e.tagName), where, 'an item carries no active parts', `<${e.tagName}>`);
          for (const a of e.attrs) problems.expect(!/^on/.test(a.name), where, 'an item carries no handlers', a.name);
        }
        for (const { value } of addresses(root)) {
          if (!problems.expect(/^(https:|mailto:|tel:)/.test(value), where, 'addresses in an item are absolute', value)) continue;
          if (value.startsWith(`${origin}/`)) inSite(value, where, 'what an item shows or links to exists', problems);
        }
        for (const img of all(root, 'img')) problems.expect(attr(img, 'alt') !== undefined, where, 'images in an item have alt', attr(img, 'src'));
      }
    }
  }
  // A feed with plain summaries has no HTML: then the number of items counts.
  problems.none(Math.max(pieces, found.size), 'pieces of HTML');
});

// The file at an address of this portal. Reports a problem when there is none.
function inSite(url, where, rule, problems) {
  if (!problems.expect(/^https?:\/\//.test(url ?? ''), where, `${rule}, by an absolute address`, String(url))) return undefined;
  const to = target(url, '/');
  if (to.kind === 'outside') {
    problems.expect(to.url.protocol === 'https:', where, `${rule}, by https`, url);
    return undefined;
  }
  const file = fileAt(to.path);
  problems.expect(file && files.has(file), where, `${rule}, in this portal`, url);
  return file;
}
