// Every address on every page has a target, and every page can be reached.
import { test } from 'node:test';
import { addresses, all, attr, has, tag, text, words } from './lib/html.js';
import { ending, fileAt, files, indexable, pageAt, pages, read, redirects, target } from './lib/site.js';
import { matches } from './lib/hosting.js';
import { Problems } from './lib/problems.js';

// All addresses with their targets, which the tests below evaluate.
const found = pages.flatMap((page) => [...addresses(page.document)].map((a) => ({ page, ...a, to: target(a.value, page.url) })));
const inside = found.filter((a) => a.to.kind === 'inside');

test('every internal address leads to a file of the portal', () => {
  const problems = new Problems();
  for (const { page, node, value, to } of found) {
    if (to.kind === 'broken') problems.add(page.file, 'an address can be read', tag(node));
    if (to.kind !== 'inside' || fileAt(to.path)) continue;
    if (fileAt(`${to.path}/`)) problems.add(page.file, 'an address of a folder ends in a slash', value);
    else if (redirects.some((r) => matches(r.from, to.path))) problems.add(page.file, 'an address leads straight to its page, not through a redirect', value);
    else problems.add(page.file, 'an internal address leads to a file', tag(node));
  }
  problems.none(inside.length, 'internal addresses');
});

test('every #fragment names an id on the page it leads to', () => {
  const problems = new Problems();
  let count = 0;
  for (const { page, to } of inside) {
    const there = pageAt.get(to.path);
    if (!to.hash || !there || to.hash.startsWith(':~:')) continue;
    count += 1;
    const id = decodeURIComponent(to.hash);
    problems.expect(there.ids.has(id) || id === 'top', page.file, 'a fragment names an id that is there', `${to.path}#${id}`);
  }
  problems.none(count, 'fragments');
});

test('no link leads to a page that only says another one is gone or moved', () => {
  const problems = new Problems();
  for (const { page, node, to } of inside) {
    const there = pageAt.get(to.path);
    if (node.tagName === 'a' && there !== page && there?.standsIn) problems.add(page.file, 'a link leads to a living page', to.path);
  }
  problems.none(inside.length, 'internal addresses');
});

test('no list of links names the same place twice', () => {
  const problems = new Problems();
  let count = 0;
  for (const page of pages) {
    for (const list of all(page.document, 'ul')) {
      const items = list.childNodes.filter((node) => node.tagName === 'li');
      const first = items.flatMap((item) => [...all(item, 'a')].slice(0, 1)).map((a) => `${attr(a, 'href')} ${text(a).trim()}`);
      count += first.length;
      for (const link of first.filter((one, at) => first.indexOf(one) < at)) problems.add(page.file, 'a list names a place once', link);
    }
  }
  problems.none(count, 'links in lists');
});

test('no page is an orphan: each can be reached from a home page', (t) => {
  const problems = new Problems();
  const next = new Map(pages.map((p) => [p.url, new Set()]));
  for (const { page, node, to } of inside) {
    if (['a', 'area'].includes(node.tagName) && pageAt.has(to.path)) next.get(page.url).add(to.path);
  }
  const langs = new Set(pages.map((p) => p.lang));
  const homes = ['/', ...[...langs].map((l) => `/${l}/`)].filter((u) => pageAt.has(u));
  const clicks = new Map(homes.map((u) => [u, 0]));
  for (const url of clicks.keys()) {
    for (const to of next.get(url)) if (!clicks.has(to)) clicks.set(to, clicks.get(url) + 1);
  }
  const histogram = [];
  for (const page of indexable) {
    const n = clicks.get(page.url);
    if (problems.expect(n !== undefined, page.file, 'a published page can be reached by links from a home page')) histogram[n] = (histogram[n] ?? 0) + 1;
  }
  t.diagnostic(`clicks from a home page: ${histogram.map((n, at) => `${at}: ${n ?? 0}`).join(' · ')}`);
  problems.none(indexable.length, 'published pages');
});

test('links to other sites are https and give away no opener', (t) => {
  const problems = new Problems();
  const hosts = new Map();
  for (const { page, node, to } of found) {
    if (to.kind !== 'outside' || node.tagName === 'link') continue;
    problems.expect(['a', 'area', 'blockquote', 'q', 'form'].includes(node.tagName), page.file, 'nothing is loaded from another host', tag(node));
    problems.expect(to.url.protocol === 'https:', page.file, 'a link to another site is https', to.url.href);
    const rel = words(attr(node, 'rel'));
    if (attr(node, 'target') === '_blank') problems.expect(rel.includes('noopener') || rel.includes('noreferrer'), page.file, 'a link that opens a window says rel="noopener"', tag(node));
    const key = `${to.url.host} rel="${rel.join(' ')}"`;
    hosts.set(key, (hosts.get(key) ?? 0) + 1);
  }
  for (const [key, n] of [...hosts].sort((a, b) => b[1] - a[1]).slice(0, 30)) t.diagnostic(`${n} × ${key}`);
  problems.none(pages.length, 'pages');
});

test('mailto: and tel: addresses are well-formed, and no other scheme is used', () => {
  const problems = new Problems();
  for (const { page, value, to } of found) {
    if (to.kind !== 'other') continue;
    const { protocol } = to.url;
    if (protocol === 'mailto:') problems.expect(/^mailto:[^@\s?]+@[^@\s?]+\.[a-z]+(\?.*)?$/i.test(value), page.file, 'mailto: has an address', value);
    else if (protocol === 'tel:') problems.expect(/^tel:(\+\d{6,15}|1[89]00\d{4,6}|\d{3,5})$/.test(value), page.file, 'tel: has a number in international form or a short one', value);
    else problems.add(page.file, 'addresses are https:, mailto: or tel:', value.slice(0, 100));
  }
  problems.none(pages.length, 'pages');
});

test('images have width, height and alt', () => {
  const problems = new Problems();
  let count = 0;
  for (const page of pages) {
    for (const img of all(page.document, 'img')) {
      count += 1;
      problems.expect(has(img, 'alt'), page.file, 'an image has alt', tag(img));
      for (const name of ['width', 'height']) problems.expect(/^[1-9]\d*$/.test(attr(img, name) ?? ''), page.file, `an image has its ${name}`, tag(img));
    }
  }
  problems.none(count, 'images');
});

test('style sheets load only what the portal has', () => {
  const problems = new Problems();
  const sheets = ending('.css');
  for (const file of sheets) {
    const source = read(file).replace(/\/\*[\s\S]*?\*\//g, '');
    for (const [, , address] of source.matchAll(/(?:url\(\s*|@import\s+)(["']?)([^"')\s]+)\1/g)) {
      if (address.startsWith('#') || address.startsWith('data:')) continue;
      const to = target(address, file);
      problems.expect(to.kind === 'inside' && fileAt(to.path), file, 'url() leads to a file of the portal', address);
    }
  }
  problems.none(sheets.length, 'style sheets');
});

test('addresses are lower-case ASCII', () => {
  const problems = new Problems();
  for (const page of pages) problems.expect(/^[a-z0-9/._-]+$/.test(page.url), page.file, 'the address of a page is lower-case ASCII');
  problems.none(files.size, 'files');
});
