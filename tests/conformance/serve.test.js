// `tamquan serve` in a real browser: pages follow the saved files, style sheets change in place,
// and errors appear on the page and disappear. The tests build a copy of the example portal.
// TAMQUAN_SHOTS names a folder for screenshots of the overlay.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AXE, launch, RULES } from './lib/chromium.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = process.env.TAMQUAN_PROGRAM ?? join(root, 'target/checked/tamquan');
const PATIENCE = 20_000;
const PAGE = '/tin-tuc/';
const FILE = 'content/tin-tuc/_index.md';
const STYLE = 'static/css/sen.css';

const folder = mkdtempSync(join(tmpdir(), 'tamquan-serve-'));
const site = join(folder, 'site');
const at = (file) => join(site, file);

let server;
let browser;
let tab;
let trouble;

// Starts the preview. Resolves with its process and address after the first build.
async function serve(port = 0) {
  const child = spawn(program, ['serve', site, '--port', String(port), '--lang', 'vi'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise((done) => { child.once('exit', done); });
  let origin;
  for await (const line of createInterface({ input: child.stdout })) {
    origin ??= /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (/ ms\.?$/.test(line)) break;
  }
  child.stdout.resume();
  return { origin, port: Number(new URL(origin).port), stop: () => { child.kill('SIGTERM'); return ended; } };
}

before(async () => {
  // The copy has the pictures of the picture cache, because encoding them again would only take
  // time.
  const isSource = (from) => !/\/(public|\.tamquan\/(?!pictures).*)$/.test(from);
  cpSync(join(root, 'example-site'), site, { recursive: true, filter: isSource });
  cpSync(join(root, 'themes/sen/static/css/sen.css'), at(STYLE));
  server = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  tab = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  tab.setDefaultTimeout(PATIENCE);
  trouble = [];
  tab.on('console', (m) => { if (m.type() === 'error') trouble.push(`${m.text()} ${m.location().url}`); });
  tab.on('pageerror', (e) => trouble.push(e.message));
  await visit();
});

afterEach(() => tab.context().close());

// Opens the page and sets a mark in it, which a reload removes.
async function visit(path = PAGE) {
  await Promise.all([tab.waitForResponse((r) => r.url().includes('/__tamquan/events')), tab.goto(server.origin + path)]);
  await mark();
}

const mark = () => tab.evaluate(() => { window.mark = true; });
const marked = () => tab.evaluate(() => window.mark === true);
const quiet = () => assert.deepEqual(trouble, [], 'the console is silent and the policy of the page is kept');
const overlay = () => tab.locator('tamquan-errors section');

test('a page is loaded anew when what it shows is saved, and only then', async () => {
  appendFileSync(at(FILE), '\nCâu thêm trong trình duyệt.\n');
  await tab.waitForFunction(() => document.body.textContent.includes('Câu thêm trong trình duyệt'));
  assert.equal(await marked(), false);
  await mark();
  // This page does not show a sentence of another page.
  appendFileSync(at('content/gioi-thieu/_index.md'), '\n\nCâu ở trang khác.\n');
  await new Promise((done) => { setTimeout(done, 500); });
  assert.equal(await marked(), true);
  quiet();
});

test('style sheets change without loading the page anew', async () => {
  const old = readFileSync(at(STYLE), 'utf8');
  for (const colour of ['rgb(1, 2, 3)', 'rgb(4, 5, 6)']) {
    writeFileSync(at(STYLE), `${old}\nbody { outline-color: ${colour} }\n`);
    await tab.waitForFunction((wanted) => getComputedStyle(document.body).outlineColor === wanted, colour);
    assert.equal(await marked(), true, 'the page is the one that was opened');
  }
  assert.equal(await tab.locator('link[rel~=stylesheet]').count(), 1);
  assert.ok(await tab.locator('link[rel~=stylesheet]').getAttribute('integrity'), 'the new one is checked too');
  // The next edit of the text is shown as before.
  appendFileSync(at(FILE), '\nCâu sau kiểu dáng.\n');
  await tab.waitForFunction(() => document.body.textContent.includes('Câu sau kiểu dáng'));
  quiet();
});

test('errors are shown on the page with their place, and go when they are mended', async () => {
  const good = readFileSync(at(FILE), 'utf8');
  writeFileSync(at(FILE), `${good}\nXem [quyết định](@/van-ban/khong-co-van-ban-nay.md) và {{ khong_co(ten="Đường liên thôn") }}\n`);
  appendFileSync(at('portal.toml'), '\nkhoa_la = 1\n');
  await overlay().waitFor();
  writeFileSync(at('portal.toml'), readFileSync(at('portal.toml'), 'utf8').replace('\nkhoa_la = 1\n', ''));
  const line = good.split('\n').length + 1;
  await tab.waitForFunction((place) => document.querySelector('tamquan-errors')?.shadowRoot.textContent.includes(place), `${FILE}:${line}:`);
  const text = (await overlay().innerText()).toLowerCase();
  for (const part of ['lỗi', 'cách sửa', 'khong_co']) assert.ok(text.includes(part), `${part} in ${text}`);
  assert.equal(await overlay().getAttribute('role'), 'alert');
  assert.ok((await tab.locator('tamquan-errors mark').first().innerText()).length > 1);
  assert.equal(await marked(), true, 'the last good page is still there');
  await tab.evaluate(AXE);
  // With `preload`, axe would read the styles of the shadow tree by adding styles to the page.
  const found = await tab.evaluate((rules) => axe.run({ include: ['tamquan-errors'] }, rules), { ...RULES, preload: false });
  assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes[0].html}`), []);
  for (const [width, height] of [[390, 844], [1280, 800]]) {
    await tab.setViewportSize({ width, height });
    const wide = await overlay().evaluate((section) => section.scrollWidth - section.clientWidth);
    assert.equal(wide, 0, `nothing scrolls sideways at ${width} px`);
    if (process.env.TAMQUAN_SHOTS) await tab.screenshot({ path: join(process.env.TAMQUAN_SHOTS, `overlay-${width}.png`), caret: 'initial' });
  }
  // An overlay that was closed with the keyboard stays closed until the next error.
  await tab.keyboard.press('Escape');
  await overlay().waitFor({ state: 'detached' });
  // A button says that the page is old, and brings the errors back.
  const badge = tab.locator('tamquan-errors button.badge');
  assert.ok(await badge.evaluate((button) => button.getRootNode().activeElement === button), 'the button has the focus');
  await badge.click();
  await overlay().waitFor();
  await tab.keyboard.press('Escape');
  await overlay().waitFor({ state: 'detached' });
  await badge.waitFor();
  appendFileSync(at(FILE), '\n[Đây](@/cung-khong-co.md)\n');
  await overlay().waitFor();
  await tab.getByRole('button', { name: 'Đóng' }).click();
  await overlay().waitFor({ state: 'detached' });
  appendFileSync(at(FILE), '\n[Kia](@/lai-khong-co.md)\n');
  await overlay().waitFor();
  // A page that is opened now shows the error as well.
  await tab.reload();
  await overlay().waitFor();
  writeFileSync(at(FILE), `${good}\nĐã sửa xong.\n`);
  await overlay().waitFor({ state: 'detached' });
  await tab.waitForFunction(() => document.body.textContent.includes('Đã sửa xong'));
  quiet();
});

test('a page of an earlier run follows the next one', async () => {
  const { port } = server;
  assert.equal(await server.stop(), 0);
  appendFileSync(at(FILE), '\nCâu viết khi không có ai xem.\n');
  server = await serve(port);
  assert.equal(server.port, port);
  await tab.waitForFunction(() => document.body.textContent.includes('Câu viết khi không có ai xem'));
});

test('a portal that was never good shows its errors, and its page when they are mended', async () => {
  await server.stop();
  const good = readFileSync(at('portal.toml'), 'utf8');
  rmSync(at('.tamquan/serve'), { recursive: true });
  rmSync(at('.tamquan/preview'), { recursive: true });
  writeFileSync(at('portal.toml'), good.replace('[agency]', 'khoa_la = 1\n[agency]'));
  const child = spawn(program, ['serve', site, '--port', '0', '--lang', 'vi'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise((done) => { child.once('exit', done); });
  server = { stop: () => { child.kill('SIGTERM'); return ended; } };
  for await (const line of createInterface({ input: child.stdout })) {
    server.origin = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (server.origin) break;
  }
  child.stdout.resume();
  await tab.goto(server.origin + PAGE);
  await overlay().waitFor();
  assert.ok((await overlay().innerText()).includes('portal.toml:'));
  if (process.env.TAMQUAN_SHOTS) await tab.screenshot({ path: join(process.env.TAMQUAN_SHOTS, 'never.png'), caret: 'initial' });
  writeFileSync(at('portal.toml'), good);
  await tab.locator('main').waitFor();
  assert.equal(await overlay().count(), 0);
});
