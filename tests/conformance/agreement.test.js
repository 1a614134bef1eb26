// `tamquan check` against axe-core and the Nu checker: faults are put into pages of the example
// portal, and what one of the tools reports of a page, `check` must report of it too. The tables of
// lib/agreement.js have all differences, with their reasons, and every line of them must be true.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { AXE, launch, RULES } from './lib/chromium.js';
import { MUTATIONS } from './lib/mutations.js';
import { check as checkMarkup } from './lib/nu.js';
import { Problems } from './lib/problems.js';
import { root } from './lib/search.js';
import { baseUrl, read, today } from './lib/site.js';
import { DIFFERENCES, MORE, ruleOf } from './lib/agreement.js';

const program = process.env.TAMQUAN_PROGRAM ?? join(root, 'target/checked/tamquan');
const isExample = baseUrl === 'https://senvang.lamgiang.gov.vn/';
// Short pages of ten templates, in both languages. Each fault is put into three or four of them.
const BASES = ['/404.html', ...['en', 'en/lien-he', 'chu-de', 'chu-de/dat-dai', 'en/thu-tuc', 'en/tim-kiem', 'thu-vien-anh',
  'lien-ket', 'du-lieu-mo'].map((path) => `/${path}/index.html`)];
const PAGES = 200;
// The rules of axe-core that need the style sheets.
const OF_LAYOUT = ['color-contrast', 'link-in-text-block', 'target-size'];

const folder = mkdtempSync(join(tmpdir(), 'tamquan-agreement-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const site = join(folder, 'site');
const out = join(folder, 'public');

// [{ name, fault, address, axe, nu, check }]: what each of the three reports of a page, as sets.
const pages = [];
// The rules that `check` reports of the frames of pages, each with the number of pages.
const frames = new Map();

const PORTAL = `base_url = "${baseUrl.slice(0, -1)}"
title = "Cổng thông tin điện tử xã Sen Vàng"
[agency]
type = "commune"
name = "Ủy ban nhân dân xã Sen Vàng"
`;

function plant() {
  for (const part of ['content/loi', 'templates']) mkdirSync(join(site, part), { recursive: true });
  writeFileSync(join(site, 'portal.toml'), PORTAL);
  writeFileSync(join(site, 'content/_index.md'), '+++\ntitle = "Trang chủ"\n+++\n');
  writeFileSync(join(site, 'content/loi/_index.md'), '+++\ntitle = "Lỗi"\n+++\n');
  for (let at = 0; at < PAGES; at += 1) {
    const turn = Math.floor(at / MUTATIONS.length);
    const [fault, change] = MUTATIONS[at % MUTATIONS.length];
    const base = BASES[((at % MUTATIONS.length) + turn * 3) % BASES.length];
    const name = `${fault}-${turn + 1}`;
    writeFileSync(join(site, `templates/${name}.html`), `{% raw %}${change(read(base))}{% endraw %}`);
    writeFileSync(join(site, `content/loi/${name}.md`), `+++\ntitle = "${name}"\ntemplate = "${name}.html"\n+++\n`);
    pages.push({ name, fault, address: `/loi/${name}/`, axe: new Set(), nu: new Set(), check: new Set() });
  }
}

function askCheck() {
  const ran = spawnSync(program, ['check', site, '-o', out, '--date', today, '--lang', 'en', '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.ok(ran.status < 2 && ran.stdout, ran.stderr);
  for (const { rule, file, page, more_pages: more } of JSON.parse(ran.stdout).findings) {
    const of = pages.find(({ name, address }) => file === `content/loi/${name}.md` || page === address);
    of?.check.add(rule);
    // The same finding in the frames of several pages is told once, with the number of pages.
    if (of && !file) frames.set(rule, (frames.get(rule) ?? 0) + 1 + more);
  }
}

async function askAxe() {
  const browser = await launch();
  const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const rules = { ...RULES, rules: Object.fromEntries(OF_LAYOUT.map((rule) => [rule, { enabled: false }])), iframes: false, selectors: false };
  try {
    await tab.evaluate(AXE);
    for (const page of pages) {
      // The window stays, and axe-core in it. It has no address, so that a page loads nothing: the
      // faults are in the HTML, and the rules that need a layout are left out.
      const found = await tab.evaluate(async ([html, options]) => {
        document.open();
        document.write(html);
        document.close();
        if (document.readyState !== 'complete') await new Promise((done) => { addEventListener('load', done, { once: true }); });
        return (await window.axe.run(document, options)).violations.map(({ id }) => id);
      }, [readFileSync(join(out, page.address, 'index.html'), 'utf8'), rules]);
      for (const id of found) page.axe.add(id);
    }
  } finally {
    await browser.close();
  }
}

async function askNu() {
  for (const { file, level, message } of await checkMarkup([join(out, 'loi')])) {
    if (level === 'error' || level === 'warning') pages.find(({ address }) => file.endsWith(`${address}index.html`))?.nu.add(message);
  }
}

before(async () => {
  if (!isExample) return;
  plant();
  askCheck();
  await Promise.all([askAxe(), askNu()]);
});

test('check reports what axe-core and the Nu checker report, but for the differences', { skip: !isExample }, () => {
  const problems = new Problems();
  const used = new Set();
  const framed = new Map();
  for (const page of pages) {
    const told = [...[...page.axe].map((id) => ['axe', id]), ...[...page.nu].map((message) => ['Nu', message])];
    for (const [tool, what] of told) {
      const difference = DIFFERENCES.find((one) => one.tool === tool && one.what.test(what) && (one.fault ?? page.fault) === page.fault);
      const rule = ruleOf(tool, what);
      if (rule && page.check.has(rule)) continue;
      if (difference) used.add(difference);
      else if (rule && frames.has(rule)) framed.set(rule, (framed.get(rule) ?? new Set()).add(page.name));
      else problems.add(page.name, `${tool} reports and check does not: ${what}`, rule ?? 'no rule');
    }
  }
  for (const [rule, names] of framed) {
    problems.expect(names.size <= frames.get(rule), [...names].join(' '), `check reports ${rule} of as many frames as the tools`, `${frames.get(rule)}`);
  }
  for (const one of DIFFERENCES) problems.expect(used.has(one), String(one.what), 'every difference of the table is seen');
  problems.none(pages.length, 'pages');
});

test('what check alone reports is in the table', { skip: !isExample }, () => {
  const problems = new Problems();
  for (const [fault] of MUTATIONS) {
    const all = pages.filter((page) => page.fault === fault);
    const isTold = all.some(({ axe, nu }) => axe.size || nu.size);
    problems.expect(isTold !== fault in MORE, fault, 'a fault that only check reports is in the table, and no other');
  }
  problems.none(MUTATIONS.length, 'faults');
});
