// The built portal under test: its files, its pages, and the targets of addresses.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { all, attr, elements, first, parseDocument, text, words } from './html.js';
import { parseHeaders, parseRedirects } from './hosting.js';
import { parseXml, tags } from './xml.js';

if (!process.env.TAMQUAN_SITE) throw new Error('TAMQUAN_SITE must name the folder of a built portal');
export const folder = resolve(process.env.TAMQUAN_SITE);
if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`TAMQUAN_SITE: ${folder} is not a folder`);

// The day that the portal was built for, from which the tests judge "in the future".
export const today = process.env.TAMQUAN_DATE ?? new Date().toISOString().slice(0, 10);

// Every file as an address from the root of the portal: "/tin-tuc/index.html".
export const files = new Set(walk(''));

export const read = (file) => readFileSync(join(folder, file), 'utf8');
export const bytes = (file) => readFileSync(join(folder, file));
export const size = (file) => statSync(join(folder, file)).size;
export const ending = (...ends) => [...files].filter((f) => ends.some((e) => f.endsWith(e)));

// The shortest address in the sitemap is that of the home page.
export const sitemapUrls = readSitemap('/sitemap.xml');
export const baseUrl = sitemapUrls.map((u) => u.loc).sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0] ?? '';
if (!URL.canParse(baseUrl)) throw new Error(`${folder}: no sitemap.xml that can be read, so the address of the portal is unknown`);
// The address of the portal without the slash at its end, and its path on its host: the addresses
// of this module are those below it.
export const origin = baseUrl.replace(/\/$/, '');
export const basePath = new URL(origin).pathname.replace(/\/$/, '');
export const withoutBase = (path) => (basePath && path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path);

export const redirects = files.has('/_redirects')
  ? parseRedirects(read('/_redirects')).map((rule) => ({ ...rule, from: withoutBase(rule.from), to: withoutBase(rule.to) })) : [];
export const headerBlocks = files.has('/_headers')
  ? parseHeaders(read('/_headers')).map((block) => ({ ...block, pattern: block.pattern && withoutBase(block.pattern) })) : [];

class Page {
  constructor(file) {
    this.file = file;
    this.url = file.replace(/\/index\.html$/, '/');
    this.size = size(file);
    const source = read(file);
    // The tests in a browser read no more than the head and the tag of the body. To parse the bodies
    // of all pages takes seconds in each file of tests.
    this.head = parseDocument(/^.*?<body[^>]*>/s.exec(source)?.[0] ?? source);
    this.lang = attr(first(this.head, 'html') ?? {}, 'lang') ?? '';
    this.template = attr(first(this.head, 'body') ?? {}, 'data-template');
  }

  #document;
  get document() { return this.#document ??= parseDocument(read(this.file)); }

  #ids;
  get ids() {
    return this.#ids ??= new Set([...elements(this.document)].map((e) => attr(e, 'id') ?? (e.tagName === 'a' ? attr(e, 'name') : undefined)));
  }

  get permalink() { return origin + this.url; }
  get title() { return text(first(this.document, 'title') ?? {}).trim(); }

  // The Nu checker refuses these elements in a body.
  meta(name) {
    return all(this.head, 'meta')
      .filter((m) => (attr(m, 'name') ?? attr(m, 'property') ?? '').toLowerCase() === name.toLowerCase())
      .map((m) => attr(m, 'content') ?? '');
  }

  links(rel) {
    return all(this.document, 'link').filter((l) => words(attr(l, 'rel')).includes(rel));
  }

  get refreshes() {
    return all(this.head, 'meta').some((m) => (attr(m, 'http-equiv') ?? '').toLowerCase() === 'refresh');
  }

  // Pages about the state of another page: not found, gone, moved.
  #standsIn;
  get standsIn() {
    return this.#standsIn ??= this.refreshes || /^(404|410|redirect)\.html$/.test(this.template ?? '') || /\/(404|410)(\.html|\/)$/.test(this.url)
      || redirects.some((r) => r.status >= 400 && (r.from === this.url || r.to === this.url || r.to === this.file));
  }

  get indexable() {
    return !this.standsIn && !this.meta('robots').some((r) => /\b(noindex|none)\b/i.test(r));
  }
}

export const pages = ending('.html').sort().map((file) => new Page(file));
export const indexable = pages.filter((p) => p.indexable);
export const pageAt = new Map(pages.map((p) => [p.url, p]));

// The path of the file at an address of this portal; undefined when there is none.
export function fileAt(path) {
  let name;
  try { name = withoutBase(decodeURIComponent(path)); } catch { return undefined; }
  if (name.endsWith('/')) name += 'index.html';
  return files.has(name) ? name : undefined;
}

// The target of an address on a page: { kind: 'inside', path, hash } | { kind: 'outside', url } | {
// kind: 'other', url } | { kind: 'broken' }
export function target(value, from) {
  let url;
  try { url = new URL(value, origin + from); } catch { return { kind: 'broken' }; }
  if (!/^https?:$/.test(url.protocol)) return { kind: 'other', url };
  if (url.origin !== new URL(origin).origin || !`${url.pathname}/`.startsWith(`${basePath}/`)) return { kind: 'outside', url };
  return { kind: 'inside', path: withoutBase(url.pathname), hash: url.hash.slice(1), url };
}

function walk(under) {
  return readdirSync(join(folder, under), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join('/', under, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}

// The file of a sitemap that an index names. The sitemaps lie at the root of the portal.
function withoutPath(address) {
  return `/${new URL(address).pathname.split('/').at(-1)}`;
}

// The addresses of a sitemap, or of all sitemaps of an index: [{ loc, lastmod, alternates, file }].
function readSitemap(file) {
  if (!files.has(file)) return [];
  const { document, error } = parseXml(read(file));
  if (error) return [];
  if (document.documentElement.localName === 'sitemapindex') {
    return tags(document, 'loc').flatMap((loc) => readSitemap(withoutPath(loc.textContent.trim())));
  }
  return tags(document, 'url').map((url) => ({
    loc: tags(url, 'loc')[0]?.textContent.trim() ?? '',
    lastmod: tags(url, 'lastmod')[0]?.textContent.trim(),
    alternates: tags(url, 'link').map((l) => ({ lang: l.getAttribute('hreflang'), href: l.getAttribute('href') })),
    file,
  }));
}
