// Every page complies with the strictest Content-Security-Policy, and the digests of all loaded
// files are right.
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { all, attr, elements, has, tag, text, words } from './lib/html.js';
import { bytes, ending, fileAt, files, headerBlocks as blocks, pages, read, target } from './lib/site.js';
import { headersFor, parseCsp } from './lib/hosting.js';
import { Problems } from './lib/problems.js';

const DATA = ['application/ld+json', 'application/json', 'speculationrules', 'importmap'];

test('no page has inline styles, inline scripts or handlers', () => {
  const problems = new Problems();
  for (const page of pages) {
    for (const e of elements(page.document)) {
      if (e.tagName === 'style') problems.add(page.file, 'there is no <style>', text(e).slice(0, 60));
      if (e.tagName === 'script' && !has(e, 'src')) problems.expect(DATA.slice(0, 2).includes(attr(e, 'type')), page.file, 'a script without src is a data block', tag(e));
      for (const a of e.attrs) {
        problems.expect(a.name !== 'style', page.file, 'there is no style attribute', tag(e));
        problems.expect(!/^on/.test(a.name), page.file, 'there are no handlers', tag(e));
        problems.expect(!/^\s*javascript:/i.test(a.value), page.file, 'there are no javascript: addresses', tag(e));
      }
      problems.expect(!['iframe', 'object', 'embed', 'base'].includes(e.tagName), page.file, 'there are no frames, plug-ins or base', tag(e));
    }
  }
  problems.none(pages.length, 'pages');
});

test('style sheets and scripts carry the digest of their file', () => {
  const problems = new Problems();
  let count = 0;
  for (const page of pages) {
    for (const e of all(page.document, ['link', 'script'])) {
      const rel = words(attr(e, 'rel'));
      const preload = rel.includes('modulepreload') || (rel.includes('preload') && ['style', 'script'].includes(attr(e, 'as')));
      const address = e.tagName === 'script' ? attr(e, 'src') : rel.includes('stylesheet') || preload ? attr(e, 'href') : undefined;
      if (address === undefined) continue;
      count += 1;
      const to = target(address, page.url);
      const file = to.kind === 'inside' && fileAt(to.path);
      if (!problems.expect(file, page.file, 'what a page loads is a file of the portal', tag(e))) continue;
      const digests = listed(attr(e, 'integrity'));
      problems.expect(digests.length, page.file, 'a style sheet or script has an integrity', tag(e));
      for (const digest of digests) {
        const [, algorithm, value] = /^(sha(?:256|384|512))-([A-Za-z0-9+/=]+)$/.exec(digest) ?? [];
        if (!problems.expect(algorithm, page.file, 'integrity is sha256, sha384 or sha512', digest)) continue;
        problems.expect(createHash(algorithm).update(bytes(file)).digest('base64') === value, page.file, 'integrity is the digest of the file', `${file} ${digest}`);
      }
    }
  }
  problems.none(count, 'style sheets and scripts');
});

const listed = (value) => (value ?? '').split(/\s+/).filter(Boolean);

test('_headers can be read: every header stands under a path and has a value', () => {
  const problems = new Problems();
  for (const { pattern, headers, line } of blocks) {
    problems.expect(pattern === undefined || /^(\/|https?:)/.test(pattern), `/_headers:${line}`, 'a path starts with a slash', pattern);
    problems.expect(pattern !== undefined, `/_headers:${line}`, 'a header stands under a path');
    problems.expect(headers.length, `/_headers:${line}`, 'a path has headers', pattern);
    for (const [name, value] of headers) problems.expect(/^[A-Za-z0-9-]+$/.test(name) && value, `/_headers:${line}`, 'a header is “Name: value”', `${name}: ${value}`);
  }
  problems.none(blocks.length, 'blocks in _headers');
});

test('the Content-Security-Policy of every page allows nothing inline and nobody else', () => {
  const problems = new Problems();
  for (const page of pages) {
    const value = headersFor(blocks, page.url).get('content-security-policy');
    if (!problems.expect(value, page.file, 'a page has a Content-Security-Policy')) continue;
    const csp = parseCsp(value);
    problems.expect(["'none'", "'self'"].includes((csp.get('default-src') ?? []).join(' ')), page.file, "default-src is 'none' or 'self'", csp.get('default-src')?.join(' '));
    for (const [name, sources] of csp) {
      for (const source of sources) {
        problems.expect(!source.startsWith("'unsafe-"), page.file, 'nothing is unsafe-*', `${name} ${source}`);
        if (/-src(-elem|-attr)?$/.test(name)) problems.expect(/^'(none|self|sha\d+-.+)'$/.test(source) || source === 'data:', page.file, 'sources are this portal alone', `${name} ${source}`);
      }
      if (/^(script|default|object|style)-src/.test(name)) problems.expect(!sources.includes('data:'), page.file, 'no data: where code could come from', name);
    }
    for (const name of ['base-uri', 'form-action', 'frame-ancestors']) problems.expect(csp.has(name), page.file, `${name} is set: default-src does not cover it`);
  }
  problems.none(pages.length, 'pages');
});

test('pages come with the other headers that protect', () => {
  const problems = new Problems();
  const wanted = {
    'strict-transport-security': /max-age=\d{8,}/,
    'x-content-type-options': /^nosniff$/,
    'referrer-policy': /^(no-referrer|same-origin|strict-origin|strict-origin-when-cross-origin)$/,
    'permissions-policy': /=\(\)/,
  };
  for (const page of pages) {
    const headers = headersFor(blocks, page.url);
    for (const [name, form] of Object.entries(wanted)) problems.expect(form.test(headers.get(name) ?? ''), page.file, `${name} is sent`, headers.get(name));
  }
  problems.none(pages.length, 'pages');
});

test('what is cached for ever has its digest in its name', () => {
  const problems = new Problems();
  let count = 0;
  for (const file of files) {
    if (!/immutable/.test(headersFor(blocks, file).get('cache-control') ?? '')) continue;
    count += 1;
    problems.expect(/[./-][0-9a-f]{8,64}\.\w+$/i.test(file) || /-[0-9a-f]{10}-\d+x\d+c?\.\w+$/.test(file), file, 'an immutable file is named by its digest');
  }
  for (const file of ending('.html')) problems.expect(!/immutable/.test(headersFor(blocks, file).get('cache-control') ?? ''), file, 'pages are not immutable');
  problems.none(Math.max(count, pages.length), 'files');
});
