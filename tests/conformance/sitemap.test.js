// The files about the whole portal for machines: sitemaps, robots.txt, security.txt.
import { test } from 'node:test';
import { all } from './lib/html.js';
import { baseUrl, bytes, ending, fileAt, files, indexable, origin, pageAt, pages, read, sitemapUrls, size, target, today } from './lib/site.js';
import { rfc3339, w3c } from './lib/dates.js';
import { parseXml } from './lib/xml.js';
import { Problems } from './lib/problems.js';

const DAY = 86_400_000;

test('sitemap.xml lists exactly the published pages', () => {
  const problems = new Problems();
  same(new Set(sitemapUrls.map((u) => u.loc)), 'sitemap.xml', problems);
  problems.none(sitemapUrls.length, 'addresses');
});

test('sitemap.txt lists exactly the published pages', () => {
  const problems = new Problems();
  const lines = files.has('/sitemap.txt') ? read('/sitemap.txt').split(/\r?\n/).filter(Boolean) : [];
  problems.expect(new Set(lines).size === lines.length, '/sitemap.txt', 'an address stands there once');
  same(new Set(lines), 'sitemap.txt', problems);
  problems.none(lines.length, 'lines');
});

function same(listed, name, problems) {
  for (const page of indexable) problems.expect(listed.has(page.permalink), page.file, `a published page stands in ${name}`);
  const published = new Set(indexable.map((p) => p.permalink));
  for (const url of listed) {
    if (published.has(url)) continue;
    const page = url.startsWith(origin) && pageAt.get(url.slice(origin.length));
    problems.add(url, `${name} lists published pages only`, page ? 'a page that is not for indexing' : 'there is no such page');
  }
}

test('sitemap.xml: every address is absolute, on this host and given once, every date is a W3C date', () => {
  const problems = new Problems();
  const seen = new Set();
  for (const { loc, lastmod, alternates, file } of sitemapUrls) {
    problems.expect(loc.startsWith(baseUrl), file, 'addresses are absolute and of this portal', loc);
    problems.expect(/^https:/.test(loc), file, 'addresses are https', loc);
    problems.expect(!/[#\s]/.test(loc) && /^[\x21-\x7e]+$/.test(loc), file, 'addresses are plain ASCII without fragment', loc);
    problems.expect(!seen.has(loc), file, 'an address is given once', loc);
    seen.add(loc);
    if (lastmod !== undefined) {
      problems.expect(!Number.isNaN(w3c(lastmod)), file, 'lastmod is a W3C date', `${loc} ${lastmod}`);
      problems.expect(!(w3c(lastmod) > Date.parse(today) + DAY), file, 'lastmod is not in the future', `${loc} ${lastmod}`);
    }
    for (const a of alternates) problems.expect(a.lang && pageAt.has(a.href?.slice(origin.length)), file, 'translations named in the sitemap exist', a.href);
  }
  for (const file of new Set(sitemapUrls.map((u) => u.file))) {
    problems.expect(size(file) <= 50 * 1024 * 1024, file, 'a sitemap has at most 50 MB');
    problems.expect(sitemapUrls.filter((u) => u.file === file).length <= 50_000, file, 'a sitemap has at most 50,000 addresses');
  }
  problems.none(sitemapUrls.length, 'addresses');
});

test('sitemap files are well-formed XML in the namespace of sitemaps.org', () => {
  const problems = new Problems();
  const maps = ending('.xml').filter((f) => /sitemap/.test(f));
  for (const file of maps) {
    const { document, error } = parseXml(read(file));
    if (!problems.expect(!error, file, 'XML is well-formed', error)) continue;
    problems.expect(document.documentElement.namespaceURI === 'http://www.sitemaps.org/schemas/sitemap/0.9', file, 'the namespace is that of sitemaps.org', document.documentElement.namespaceURI);
  }
  problems.none(maps.length, 'sitemaps');
});

test('the site map for people is there in every language', () => {
  const problems = new Problems();
  const maps = pages.filter((p) => p.template === 'site-map.html');
  for (const home of pages.filter((p) => p.template === 'index.html')) {
    problems.expect(maps.some((m) => m.lang === home.lang), home.file, 'there is a site map page in this language', home.lang);
  }
  for (const map of maps) problems.expect(all(map.document, 'a').length > 10, map.file, 'the site map page shows the tree as links');
  problems.none(maps.length, 'site map pages');
});

test('robots.txt names the sitemap and keeps no page and no asset from anyone', () => {
  const problems = new Problems();
  const source = files.has('/robots.txt') ? read('/robots.txt') : '';
  const { groups, sitemaps } = parseRobots(source, problems);
  problems.expect(sitemaps.includes(`${baseUrl}sitemap.xml`), '/robots.txt', 'the sitemap is named by its absolute address', sitemaps.join(' '));
  const assets = ending('.css', '.js', '.svg', '.png', '.jpg', '.webp', '.woff2');
  for (const [agent, rules] of groups) {
    for (const path of [...assets, ...indexable.map((p) => p.url)]) {
      problems.expect(allowed(rules, path), '/robots.txt', `pages and assets are open to every crawler (${agent})`, path);
    }
  }
  problems.none(source.length, 'characters in robots.txt');
});

// RFC 9309: groups of agents with their rules; other lines belong to no group.
function parseRobots(source, problems) {
  const groups = new Map();
  const sitemaps = [];
  let agents = [];
  let open = false;
  source.split(/\r?\n/).forEach((raw, at) => {
    const line = raw.replace(/#.*$/, '').trim();
    if (!line) return;
    const [, name, value] = /^([A-Za-z-]+)\s*:\s*(.*)$/.exec(line) ?? [];
    if (!problems.expect(name, `/robots.txt:${at + 1}`, 'a line is “name: value”', line)) return;
    const key = name.toLowerCase();
    if (key === 'sitemap') sitemaps.push(value);
    else if (key === 'user-agent') {
      agents = open ? [...agents, value.toLowerCase()] : [value.toLowerCase()];
      open = true;
      for (const a of agents) if (!groups.has(a)) groups.set(a, []);
    } else if (key === 'allow' || key === 'disallow') {
      open = false;
      problems.expect(agents.length, `/robots.txt:${at + 1}`, 'a rule stands under a user-agent', line);
      for (const a of agents) groups.get(a).push({ allow: key === 'allow', path: value });
    }
  });
  return { groups, sitemaps };
}

// The longest matching rule applies; of two rules of equal length the one that allows.
function allowed(rules, path) {
  const pattern = (p) => new RegExp(`^${p.replace(/[.+?^{}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\$(?!$)/g, '\\$')}`);
  const best = rules.filter((r) => r.path && pattern(r.path).test(path)).sort((a, b) => b.path.length - a.path.length || b.allow - a.allow)[0];
  return best ? best.allow : true;
}

test('security.txt follows RFC 9116', () => {
  const file = '/.well-known/security.txt';
  const problems = new Problems();
  const source = files.has(file) ? read(file) : '';
  problems.expect(files.has(file) && bytes(file).equals(Buffer.from(source, 'utf8')) && !source.startsWith('\ufeff'), file, 'the file is UTF-8 without a mark at its start');
  const fields = new Map();
  source.split(/\r?\n/).filter((l) => l.trim() && !l.startsWith('#')).forEach((line) => {
    const [, name, value] = /^([A-Za-z-]+): (.+)$/.exec(line) ?? [];
    if (problems.expect(name, file, 'a line is “Name: value”', line)) fields.set(name.toLowerCase(), [...(fields.get(name.toLowerCase()) ?? []), value.trim()]);
  });
  const get = (name) => fields.get(name) ?? [];
  problems.expect(get('contact').length > 0, file, 'there is a Contact');
  for (const c of get('contact')) problems.expect(/^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+|tel:\+[\d-]+)$/.test(c), file, 'a Contact is mailto:, https: or tel:', c);
  problems.expect(get('expires').length === 1, file, 'there is exactly one Expires', get('expires').join(' '));
  const expires = rfc3339(get('expires')[0]);
  problems.expect(expires > Date.parse(today), file, 'Expires is in the future', get('expires')[0]);
  problems.expect(expires < Date.parse(today) + 366 * DAY, file, 'Expires is less than a year away', get('expires')[0]);
  problems.expect(get('canonical').includes(origin + file), file, 'Canonical is the file’s own address', get('canonical').join(' '));
  problems.expect(get('preferred-languages').length === 1 && /\bvi\b/.test(get('preferred-languages')[0]), file, 'Preferred-Languages names vi, once');
  for (const name of ['policy', 'encryption', 'acknowledgments', 'hiring', 'canonical']) {
    for (const url of get(name)) {
      problems.expect(/^https:/.test(url), file, 'addresses are https', url);
      const to = target(url, '/');
      if (to.kind === 'inside') problems.expect(fileAt(to.path), file, 'addresses of this portal exist', url);
    }
  }
  problems.none(source.length, 'characters in security.txt');
});
