// A real server on the loopback that follows the `_headers` and `_redirects` of the portal.
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { basePath, bytes, fileAt, files, headerBlocks, redirects, withoutBase } from './site.js';
import { headersFor, matches } from './hosting.js';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8', '.json': 'application/json; charset=utf-8', '.jsonld': 'application/ld+json',
  '.jsonl': 'application/x-ndjson', '.xml': 'application/xml; charset=utf-8', '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.webp': 'image/webp',
  '.gif': 'image/gif', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.pdf': 'application/pdf', '.csv': 'text/csv; charset=utf-8',
  '.ics': 'text/calendar; charset=utf-8', '.vtt': 'text/vtt; charset=utf-8', '.mp4': 'video/mp4', '.webmanifest': 'application/manifest+json',
};

export async function serve() {
  const server = createServer((request, response) => {
    const asked = new URL(request.url, 'http://localhost').pathname;
    const path = withoutBase(asked);
    const { status, file, location } = asked.startsWith(`${basePath}/`) ? answer(path) : { status: 404 };
    const headers = { 'content-type': TYPES[extname(file ?? '')] ?? 'application/octet-stream' };
    for (const [name, value] of headersFor(headerBlocks, path)) headers[name] = value;
    if (location) headers.location = location.startsWith('/') ? basePath + location : location;
    response.writeHead(status, headers);
    response.end(file ? bytes(file) : '');
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { origin: `http://127.0.0.1:${server.address().port}${basePath}`, close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) };
}

// An existing file takes precedence over a redirect, unless the redirect is forced.
function answer(path) {
  const file = fileAt(path);
  const rule = redirects.find((r) => matches(r.from, path) && (r.force || !file));
  if (rule && rule.status >= 300 && rule.status < 400) return { status: rule.status, location: rule.to };
  if (rule) return { status: rule.status, file: fileAt(rule.to) ?? notFound(path) };
  if (file) return { status: 200, file };
  if (fileAt(`${path}/`)) return { status: 301, location: `${path}/` };
  return { status: 404, file: notFound(path) };
}

// The nearest 404 page up the tree: /en/404.html for /en/….
function notFound(path) {
  const parts = path.split('/').slice(1, -1);
  for (let n = parts.length; n >= 0; n--) {
    const file = `/${[...parts.slice(0, n), '404.html'].join('/')}`;
    if (files.has(file)) return file;
  }
  return undefined;
}
