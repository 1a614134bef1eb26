// Lighthouse as on a telephone, on twelve types of page: `TAMQUAN_SITE=FOLDER npm run lighthouse`.
// Each of its four figures must be 100. It stands outside of the tests, because it takes minutes, and
// because a busy machine lowers the figure of performance. TEMPLATES chooses fewer types.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { samples } from './lib/browser.js';
import { program } from './lib/chromium.js';
import { serve } from './lib/server.js';

const VERSION = '12.8.2';
const TYPES = process.env.TEMPLATES?.split(',') ?? ['index', 'article', 'section', 'service', 'service-list', 'document', 'document-list', 'event-list', 'unit-list', 'consultation', 'gallery', 'search'];
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const PACKED = ['.html', '', '.css', '.js', '.svg', '.json'];
const run = promisify(execFile);

// The server of the tests sends files as they are, and a real host compresses them.
const plain = await serve();
const packing = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  const answer = await fetch(plain.origin + request.url, { redirect: 'manual' });
  const packed = PACKED.includes(extname(pathname));
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => !['content-length', 'transfer-encoding', 'connection', 'keep-alive'].includes(name)));
  const body = Buffer.from(await answer.arrayBuffer());
  response.writeHead(answer.status, { ...headers, ...(packed && { 'content-encoding': 'gzip' }) });
  response.end(packed ? gzipSync(body) : body);
});
await new Promise((ready) => { packing.listen(0, '127.0.0.1', ready); });
const origin = `http://127.0.0.1:${packing.address().port}`;

let low = 0;
for (const type of TYPES) {
  const page = samples.find(([key]) => key === `${type}.html in vi`)?.[1][0];
  if (!page) continue;
  const args = ['--yes', `lighthouse@${VERSION}`, origin + page.url, '--quiet', '--output=json', '--chrome-flags=--headless=new --no-sandbox --disable-gpu'];
  const { stdout } = await run('npx', args, { maxBuffer: 1 << 28, env: { ...process.env, CHROME_PATH: program } });
  const { categories, audits } = JSON.parse(stdout);
  const figures = CATEGORIES.map((name) => Math.round(categories[name].score * 100));
  const missing = CATEGORIES.flatMap((name) => categories[name].auditRefs).filter(({ id, weight }) => weight && audits[id].score !== null && audits[id].score < 0.9).map(({ id }) => `${id} ${audits[id].displayValue ?? ''}`);
  if (figures.some((figure) => figure < 100)) low += 1;
  console.log(`${figures.join(' ')}  ${type}  ${page.url}  ${missing.join(', ')}`);
}
packing.closeAllConnections();
packing.close();
await plain.close();
process.exitCode = low ? 1 : 0;
