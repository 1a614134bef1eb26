// What a page weighs: scripts and style sheets of every type of page, and all that a telephone loads
// for an article with one photograph. The second test builds a portal of its own.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { samples } from './lib/browser.js';
import { launch } from './lib/chromium.js';
import { all, attr, words } from './lib/html.js';
import { Problems } from './lib/problems.js';
import { bytes, fileAt } from './lib/site.js';

const CODE = 20_000; // bytes of scripts and style sheets of a page, compressed
const ARTICLE = 150_000; // bytes of an article with one photograph, with fonts
const REQUESTS = 10;
const PHOTO = { width: 4000, height: 3000 };

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = process.env.TAMQUAN_PROGRAM ?? join(root, 'target/checked/tamquan');

// The files of code that a page names. Modules that are loaded later, when a reader types, are not
// among them.
function code(page) {
  const links = all(page.document, 'link').filter((link) => words(attr(link, 'rel')).some((rel) => ['stylesheet', 'modulepreload'].includes(rel)));
  const scripts = all(page.document, 'script').filter((script) => attr(script, 'src'));
  return new Set([...links.map((link) => attr(link, 'href')), ...scripts.map((script) => attr(script, 'src'))].map(fileAt));
}

test(`scripts and style sheets of a page have at most ${CODE} bytes`, () => {
  const problems = new Problems();
  const weights = new Map();
  for (const [, sample] of samples) {
    for (const page of sample) {
      const parts = [...code(page)].map((file) => [file, gzipSync(bytes(file), { level: 9 }).length]);
      const weight = parts.reduce((sum, [, part]) => sum + part, 0);
      weights.set(weight, page.file);
      problems.expect(weight > 0 && weight <= CODE, page.file, `a page has at most ${CODE} bytes of code`, `${weight}: ${parts.map((part) => part.join(' ')).join(', ')}`);
    }
  }
  if (process.env.FIGURES) console.log([...weights].sort(([a], [b]) => b - a));
  problems.none(samples.length, 'templates');
});

// Runs in the page: a photograph of a real size. Soft shapes with a fine grain take as many bytes as
// the picture of a camera; grain alone would take far more than any picture.
async function photograph({ width, height }) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let shape = 0; shape < 900; shape += 1) {
    const size = 40 + random() * 500;
    context.fillStyle = `rgb(${random() * 255} ${random() * 255} ${random() * 255} / 40%)`;
    context.beginPath();
    context.ellipse(random() * width, random() * height, size, size * random(), random() * 3, 0, 7);
    context.fill();
  }
  const picture = context.getImageData(0, 0, width, height);
  for (let at = 0; at < picture.data.length; at += 4) {
    const grain = (random() + random() - 1) * 24;
    for (let channel = 0; channel < 3; channel += 1) picture.data[at + channel] += grain;
  }
  context.putImageData(picture, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 });
  const url = await new Promise((done) => { const reader = new FileReader(); reader.onload = () => done(reader.result); reader.readAsDataURL(blob); });
  return url.slice(url.indexOf(',') + 1);
}

const PORTAL = `base_url = "https://anh.example"
title = "Cổng có ảnh"
description = "Một cổng thử."
default_language = "vi"
theme = "sen"
[agency]
type = "commune"
name = "Ủy ban nhân dân xã Ảnh"
short_name = "UBND xã Ảnh"
code = "H99.10.13"
responsible = "Ông A"
address = "Số 1"
phone = "0299 3812 345"
email = "ubnd@anh.example"
`;
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
const COMPRESSED = ['.html', '.css', '.js', '.svg', '.json', '.txt'];

test(`an article with a photograph of ${PHOTO.width} × ${PHOTO.height} takes at most ${ARTICLE} bytes and ${REQUESTS} requests on a telephone`, { timeout: 120_000 }, async () => {
  const problems = new Problems();
  const folder = mkdtempSync(join(tmpdir(), 'tamquan-weight-'));
  const browser = await launch();
  let server;
  try {
    const plain = await browser.newPage();
    const photo = Buffer.from(await plain.evaluate(photograph, PHOTO), 'base64');
    const site = join(folder, 'site');
    const article = join(site, 'content/tin-tuc/anh');
    mkdirSync(article, { recursive: true });
    writeFileSync(join(site, 'portal.toml'), PORTAL);
    writeFileSync(join(site, 'content/_index.md'), '+++\ntitle = "Trang chủ"\n+++\n');
    writeFileSync(join(site, 'content/tin-tuc/_index.md'), '+++\ntitle = "Tin tức"\nkind = "article"\n+++\n');
    writeFileSync(join(article, 'index.md'), `+++\ntitle = "Sen nở sớm ở hồ làng"\ndate = 2026-11-20\nimage = "anh.jpg"\nimage_alt = "Hồ sen"\n+++\n${'Sen năm nay nở sớm hơn mọi năm. '.repeat(90)}\n`);
    writeFileSync(join(article, 'anh.jpg'), photo);
    if (process.env.TAMQUAN_THEME) cpSync(process.env.TAMQUAN_THEME, join(site, 'themes/sen'), { recursive: true });
    const out = join(folder, 'public');
    const built = spawnSync(program, ['build', site, '-o', out, '--date', '2026-11-23'], { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(built.stdout + built.stderr);

    // A server that compresses, as the settings for hosts do.
    server = createServer((request, response) => {
      const { pathname } = new URL(request.url, 'http://localhost');
      const file = join(out, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
      if (!existsSync(file)) return response.writeHead(404).end();
      const type = extname(file);
      const packed = COMPRESSED.includes(type);
      response.writeHead(200, { 'content-type': TYPES[type] ?? 'application/octet-stream', ...(packed && { 'content-encoding': 'gzip' }) });
      return response.end(packed ? gzipSync(readFileSync(file)) : readFileSync(file));
    });
    await new Promise((ready) => { server.listen(0, '127.0.0.1', ready); });

    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true });
    const tab = await context.newPage();
    const loaded = [];
    tab.on('requestfinished', (request) => loaded.push(request));
    await tab.goto(`http://127.0.0.1:${server.address().port}/tin-tuc/anh/`, { waitUntil: 'networkidle' });
    const parts = await Promise.all(loaded.map(async (request) => [new URL(request.url()).pathname, (await request.sizes()).responseBodySize]));
    const weight = parts.reduce((sum, [, size]) => sum + size, 0);
    const what = `${weight} bytes in ${parts.length} requests, photograph of ${photo.length}: ${parts.map((part) => part.join(' ')).join(', ')}`;
    if (process.env.FIGURES) console.log(what);
    problems.expect(parts.some(([name]) => /\.(webp|jpg|avif)$/.test(name)), 'article', 'the photograph is shown', what);
    problems.expect(weight <= ARTICLE, 'article', `an article takes at most ${ARTICLE} bytes`, what);
    problems.expect(parts.length <= REQUESTS, 'article', `an article takes at most ${REQUESTS} requests`, what);
  } finally {
    await browser.close();
    server?.closeAllConnections();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  }
  problems.none(1, 'articles');
});
