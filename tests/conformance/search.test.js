// The search page: quality by judged queries, the same answers as `tamquan search`, and the page in
// a browser: results, suggestions, facets, the address, hostile texts, missing files.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { after, before, describe, test } from 'node:test';
import { accessible, NARROW, start, WIDE, withinScreen } from './lib/browser.js';
import { Problems } from './lib/problems.js';
import { figures, judge, judged, openDamaged, openFar, openIndex, PORTALS, root, search, words } from './lib/search.js';
import { baseUrl, bytes, ending, files, folder, pages, read, today } from './lib/site.js';

const program = process.env.TAMQUAN_PROGRAM ?? join(root, 'target/checked/tamquan');
const searchPages = pages.filter((page) => page.template === 'search.html');
const isExample = baseUrl === 'https://senvang.lamgiang.gov.vn/';
const indexes = {};
for (const page of searchPages) indexes[page.lang] = await openIndex(folder, page.lang);
// The least that each part of the judged queries reaches.
const LEAST = { tune: { mrr: 0.97, recall: 0.99 }, report: { mrr: 0.96, recall: 0.98 }, further: { mrr: 0.93, recall: 0.985 }, later: { mrr: 0.96, recall: 0.97 } };

// What a cold browser loads for its first query, and a later one, compressed (docs/search.md).
const MOST_FIRST = 60_000;
const MOST_LATER = 30_000;
const MOST_SCRIPT = 10_240;
const MOST_TRIPS = 4; // that of the manifest is the first
const AFTER = 500; // ms in which the page may load more, after it has shown the results
// The scripts that a query always needs; the others come when a reader types or makes a slip, and when
// there are results to narrow or order.
const LATER = /\/(suggest|slips|facets)\./;

const cardFiles = ({ cards: [, blocks] }) => blocks.filter(([digest]) => digest).map(([digest]) => `/search/${digest}.txt`);

test('every page that search finds is found by its title and by its number', async () => {
  const problems = new Problems();
  let count = 0;
  for (const [lang, index] of Object.entries(indexes)) {
    const numbers = index.manifest.runs.flatMap(([from, length]) => Array.from({ length }, (_, at) => from + at));
    for (const card of await index.cards(numbers)) {
      count += 1;
      problems.expect(files.has(`${card.address}index.html`), card.address, 'a result leads to a page of the portal');
      for (const asked of [card.title, card.label].filter((text) => words(text).length)) {
        const found = await search(index, asked, { most: 20 });
        problems.expect(found.some(({ address }) => address === card.address), card.address, `a page is among the first of its own title and number (${lang})`, asked);
      }
    }
  }
  problems.none(count, 'documents');
});

// The example portals that judged queries ask, besides the one that is tested.
const others = mkdtempSync(join(tmpdir(), 'tamquan-portals-'));
after(() => rmSync(others, { recursive: true, force: true }));
const asked = {}; // by portal: { vi, en }, the indexes
before(async () => {
  if (!isExample) return;
  for (const [portal, source] of Object.entries(PORTALS)) {
    const built = portal === 'example-site' ? folder : join(others, portal);
    if (built !== folder) assert.equal(spawnSync(program, ['build', join(root, source), '-o', built, '--date', today]).status, 0, portal);
    asked[portal] = { vi: await openIndex(built, 'vi') };
    if (judged.some((query) => query.portal === portal && query.lang === 'en')) asked[portal].en = await openIndex(built, 'en');
  }
});

test('the judged queries are answered well', { skip: !isExample }, async () => {
  const results = await judge(judged, async ({ portal, lang, ask }) => (await search(asked[portal][lang], ask, { most: 50 })).map(({ address }) => address));
  for (const [part, least] of Object.entries(LEAST)) {
    const { mrr, recall, queries } = figures(results.filter((result) => result.part === part));
    assert.ok(queries > 100 && mrr >= least.mrr && recall >= least.recall, `${part}: MRR ${mrr.toFixed(3)}, recall@10 ${recall.toFixed(3)}`);
  }
});

test('the program gives the same answers as the script', { skip: !isExample }, async () => {
  const problems = new Problems();
  let count = 0;
  for (const [portal, source] of Object.entries(PORTALS)) {
    for (const [lang, index] of Object.entries(asked[portal])) {
      const texts = judged.filter((query) => query.portal === portal && query.lang === lang).map(({ ask }) => ask);
      const args = ['search', join(root, source), '-', '--json', '--language', lang, '--date', today];
      const { stdout, stderr, status } = spawnSync(program, args, { input: `${texts.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 28 });
      assert.equal(status, 0, stderr);
      const lines = stdout.trim().split('\n').map((line) => JSON.parse(line));
      assert.equal(lines.length, texts.length);
      for (const [at, text] of texts.entries()) {
        const ours = await search(index, text);
        const theirs = lines[at].results.map(({ url, score }) => ({ address: url, score }));
        count += 1;
        problems.expect(JSON.stringify(ours) === JSON.stringify(theirs), text, 'the program gives the same results with the same scores', `${JSON.stringify(ours.slice(0, 3))} ${JSON.stringify(theirs.slice(0, 3))}`);
      }
    }
  }
  problems.none(count, 'queries');
});

test('a first query takes few round trips, whatever slip it has', { skip: !isExample }, async () => {
  const problems = new Problems();
  let count = 0;
  const slips = judged.filter(({ portal, group }, at) => portal === 'example-site' && (/typing|misspell|unfinished|spelling/.test(group) || at % 8 === 0));
  for (const { ask, lang } of slips) {
    const { index, trips } = openFar(folder, lang);
    await search(await index, ask);
    count += 1;
    problems.expect(trips.length > 1 && trips.length <= MOST_TRIPS, ask, `a cold browser needs at most ${MOST_TRIPS} trips`, JSON.stringify(trips));
  }
  problems.none(count, 'queries');
});

test('the files of the index that are kept for ever are named by their content, and no file is left over', () => {
  const problems = new Problems();
  const listed = new Set(Object.values(indexes).flatMap(({ manifest: m }) => [
    ...m.words.map((digest) => `/search/${digest}.bin`), ...cardFiles(m),
    `/search/${m.facets}.json`, `/search/${m.vocabulary}.txt`,
  ]));
  for (const file of listed) problems.expect(files.has(file), file, 'the manifest lists files that are there');
  const fixed = Object.keys(indexes).map((lang) => `/search/${lang}.json`);
  for (const file of [...files].filter((name) => name.startsWith('/search/') && !fixed.includes(name))) problems.expect(listed.has(file), file, 'every file of the index is listed');
  problems.none(listed.size, 'files');
});

test('a damaged index is refused, and never read without end', async () => {
  const problems = new Problems();
  let count = 0;
  const { manifest } = Object.values(indexes)[0];
  const [digest] = manifest.words;
  const whole = bytes(`/search/${digest}.bin`);
  for (let at = 1; at < whole.length; at += Math.ceil(whole.length / 40)) {
    count += 2;
    for (const damaged of [whole.subarray(0, at), Uint8Array.from(whole, (byte, index) => (index === at ? byte ^ 0xff : byte))]) {
      const index = await openDamaged(manifest, damaged);
      try {
        await index.load({ keys: new Map(), units: [{ alternatives: [[{ key: 'a' }]] }] });
        for (const [, { forms }] of await index.file('damaged.bin')) for (const { postings } of forms) problems.expect([...postings.keys()].every((number) => number < manifest.end), digest, 'a list has only documents that there are');
      } catch (error) {
        problems.expect(error instanceof RangeError || error instanceof TypeError, digest, 'damage is an error that says so', `${at}: ${error}`);
      }
    }
  }
  problems.none(count, 'damaged files');
});

test('the scripts of search are small', () => {
  const size = ending('.js').filter((file) => file.startsWith('/js/search') && !LATER.test(file)).reduce((sum, file) => sum + gzipSync(bytes(file)).length, 0);
  assert.ok(size > 0 && size <= MOST_SCRIPT, `${size} bytes`);
});

let browser;
before(async () => { browser = await start(); });
after(() => browser?.stop());

const status = (tab) => tab.locator('#site_search-status');
const shown = (tab) => tab.locator('#site_search-results > li');
const at = (page, parameters) => ({ ...page, url: `${page.url}?${new URLSearchParams(parameters)}`, file: page.file, lang: page.lang });
const arrived = (tab) => tab.waitForFunction(() => /\d|[^…]$/.test(document.querySelector('#site_search-status').textContent) && !document.querySelector('#site_search-status').textContent.includes('…'));

describe('the search page in the browser', { skip: !searchPages.length, concurrency: 2 }, () => {
  const page = searchPages.find(({ lang }) => lang === 'vi') ?? searchPages[0];
  const visit = (parameters, options, act) => async () => {
    const problems = new Problems();
    await browser.visit(at(page, parameters), { ...options, fresh: true }, problems, (tab) => act(tab, problems));
    problems.none(1, 'pages');
  };

  for (const width of [NARROW, WIDE]) {
    test(`accessible and within the screen with suggestions, results and facets: ${width} px`, visit({ q: 'khai sinh' }, { width }, async (tab, problems) => {
      await arrived(tab);
      await tab.evaluate(() => { document.querySelector('#site_search-facets').open = true; });
      await tab.waitForSelector('#site_search-facets input');
      await accessible(tab, page, `results, ${width} px`, problems);
      await withinScreen(tab, page, `results, ${width} px`, problems);
      await tab.locator('#site_search-facets input').first().check();
      await tab.waitForFunction(() => location.search.includes('='));
      await accessible(tab, page, `facets, ${width} px`, problems);
      await tab.locator('#site_search-q').fill('');
      await tab.locator('#site_search-q').pressSequentially('chung thuc');
      await tab.waitForSelector('#site_search-list:not([hidden])');
      await tab.keyboard.press('ArrowDown');
      await accessible(tab, page, `suggestions, ${width} px`, problems);
      await withinScreen(tab, page, `suggestions, ${width} px`, problems);
    }));
  }

  test('suggestions are used with the keyboard alone', visit({}, {}, async (tab, problems) => {
    const field = tab.locator('#site_search-q');
    await field.focus();
    await field.pressSequentially('dang ky ket hon');
    await tab.waitForSelector('#site_search-list:not([hidden])');
    problems.expect(await field.getAttribute('aria-expanded') === 'true', page.file, 'the field says that suggestions are open');
    await tab.keyboard.press('ArrowDown');
    const chosen = await field.getAttribute('aria-activedescendant');
    problems.expect(await tab.locator(`[id="${chosen}"]`).getAttribute('aria-selected') === 'true', page.file, 'the arrow chooses a suggestion', chosen);
    problems.expect(await field.evaluate((e) => e === document.activeElement), page.file, 'the focus stays in the field');
    await tab.keyboard.press('Escape');
    problems.expect(await tab.locator('#site_search-list').isHidden(), page.file, 'Escape closes the suggestions');
    problems.expect(await field.inputValue() === 'dang ky ket hon', page.file, 'Escape keeps what was typed');
    await tab.keyboard.press('Enter');
    await arrived(tab);
    problems.expect(await shown(tab).count() > 0, page.file, 'Enter searches');
    await field.pressSequentially(' ');
    await tab.waitForSelector('#site_search-list:not([hidden])');
    await tab.keyboard.press('ArrowDown');
    const address = await tab.locator('[aria-selected="true"]').getAttribute('data-address');
    await tab.keyboard.press('Enter');
    await tab.waitForURL(`**${address}`);
  }));

  test('the address holds the query and the choices', visit({ q: 'sen' }, {}, async (tab, problems) => {
    await arrived(tab);
    const all = await status(tab).textContent();
    await tab.locator('#site_search-facets input').first().check();
    await tab.waitForFunction((before) => document.querySelector('#site_search-status').textContent !== before, all);
    const fewer = await status(tab).textContent();
    const count = await tab.locator('#site_search-facets label:has(input:checked) .count').first().textContent();
    problems.expect(fewer.includes(count.replace(/[()]/g, '')), page.file, 'the count of a facet is that of its results', `${fewer} ${count}`);
    await tab.reload();
    await arrived(tab);
    problems.expect(await status(tab).textContent() === fewer, page.file, 'a reload keeps the choices');
    problems.expect(await tab.locator('#site_search-facets input:checked').count() === 1, page.file, 'the choice is shown');
    await tab.locator('.search-sort button[value="date"]').click();
    await tab.waitForFunction(() => location.search.includes('sort=date'));
    await tab.locator('#site_search-q').fill('khai sinh');
    await tab.keyboard.press('Enter');
    await tab.waitForFunction(() => location.search.includes('khai'));
    await arrived(tab);
    await tab.goBack();
    await tab.waitForFunction(() => document.querySelector('#site_search-q').value === 'sen');
    await arrived(tab);
    problems.expect(await status(tab).textContent() === fewer, page.file, 'the way back shows the results before');
  }));

  test('results are sorted by date', visit({ q: 'bão', sort: 'date' }, {}, async (tab, problems) => {
    await arrived(tab);
    const days = await tab.$$eval('#site_search-results .row-facts', (rows) => rows.map((row) => /(\d\d)\/(\d\d)\/(\d{4})/.exec(row.textContent)).filter(Boolean).map(([, d, m, y]) => y + m + d));
    problems.expect(days.length > 2 && days.join() === [...days].sort().reverse().join(), page.file, 'the latest result comes first', days.join(' '));
  }));

  test('a slip of the hand is told, and the best answer is shown', visit({ q: 'tram i te sen vangg' }, {}, async (tab, problems) => {
    await arrived(tab);
    await tab.waitForSelector('#site_search-meant:not([hidden])');
    const link = tab.locator('#site_search-meant a');
    problems.expect((await link.textContent()).includes('vàng'), page.file, 'the mended query is offered', await link.textContent());
    await link.click();
    await arrived(tab);
    problems.expect(await tab.locator('#site_search-meant').isHidden(), page.file, 'a right query is not mended');
    problems.expect(!isExample || await tab.locator('.search-answer a[href^="tel:"]').count() === 1, page.file, 'the answer box of an office has its telephone');
  }));

  test('more results are added, and the focus goes to the first of them', visit({ q: 'sen' }, {}, async (tab, problems) => {
    await arrived(tab);
    const before = await shown(tab).count();
    await tab.locator('#site_search-more').click();
    await tab.waitForFunction((count) => document.querySelectorAll('#site_search-results > li').length > count, before);
    const focused = await tab.evaluate(() => [...document.querySelectorAll('#site_search-results > li')].findIndex((row) => row.contains(document.activeElement)));
    problems.expect(focused === before, page.file, 'the focus is on the first new result', String(focused));
  }));

  const HOSTILE = ['"><img src=x onerror=alert(1)>', '<script>alert(1)</script>', '${alert(1)}', '%00\u0000%', '\u202e\u2066', '"', '“”'.repeat(50), '(('.repeat(60), 'a'.repeat(5000), '../../etc/passwd', '\ud800', '😀 ẩ̀́̂'];
  test('a hostile query runs nothing and breaks nothing', async () => {
    const problems = new Problems();
    for (const q of HOSTILE) {
      await browser.visit(at(page, { q }), {}, problems, async (tab) => {
        tab.on('dialog', (dialog) => { problems.add(page.file, 'no script of a query runs', q); dialog.dismiss(); });
        await arrived(tab);
        problems.expect(!(await tab.locator('#site_main img[src="x"], #site_main script').count()), page.file, 'a query becomes no element', q);
      });
    }
    problems.none(HOSTILE.length, 'queries');
  });

  test('a hostile card runs nothing and leads nowhere else', visit({}, {}, async (tab, problems) => {
    const evil = '"><img src=x onerror=alert(1)><b>khai sinh</b>';
    const blocks = new Set(cardFiles(indexes[page.lang].manifest));
    tab.on('dialog', (dialog) => { problems.add(page.file, 'no script of a card runs', dialog.message()); dialog.dismiss(); });
    await tab.route((url) => blocks.has(url.pathname), async (route) => {
      const lines = read(new URL(route.request().url()).pathname).split('\n').slice(0, -1);
      const more = { apply: 'javascript:alert(1)', phone: 'javascript:alert(2)', state: evil };
      // A record has the length that the manifest says, so that the longest hostile card that fits is sent.
      const cards = [[`Khai sinh ${evil}`, '/', evil, evil, '2026-01-01', more], [`Khai sinh ${evil}`, '/', evil], [evil, '/']].map((card) => JSON.stringify(card));
      const length = Buffer.byteLength(lines[0]);
      await route.fulfill({ body: lines.map(() => cards.find((card) => card.length <= length).padEnd(length)).join('\n') });
    });
    await tab.locator('#site_search-q').fill('khai sinh');
    await tab.keyboard.press('Enter');
    await arrived(tab);
    problems.expect(await shown(tab).count() > 0, page.file, 'the results are shown');
    problems.expect(!(await tab.locator('#site_main img[src="x"], #site_main b').count()), page.file, 'a title becomes no element');
    problems.expect(!(await tab.locator('#site_main a[href^="javascript:"]').count()), page.file, 'no link of a card runs a script');
  }));

  test('what cannot be loaded is told, and the ways on are shown', async () => {
    const problems = new Problems();
    const quiet = { add() {}, expect() { return true; } };
    await browser.visit(at(page, {}), { fresh: true }, quiet, async (tab) => {
      await tab.route('**/search/*.bin', (route) => route.abort());
      await tab.locator('#site_search-q').fill('khai sinh');
      await tab.keyboard.press('Enter');
      await tab.waitForFunction(() => {
        const { textContent, dataset } = document.querySelector('#site_search-status');
        return dataset.failed && textContent === dataset.failed;
      });
      problems.expect(await tab.locator('#site_search-browse a').first().isVisible(), page.file, 'the sections are offered');
    });
    problems.none(1, 'pages');
  });

  test('queries transfer little', { skip: !isExample }, async () => {
    const problems = new Problems();
    await browser.visit(at(page, {}), { fresh: true }, problems, async (tab) => {
      let size = 0;
      tab.on('response', async (response) => {
        const { pathname } = new URL(response.url());
        if (!files.has(pathname)) return;
        const part = response.status() === 206 && Number(response.headers()['content-length']);
        size += part || gzipSync(bytes(pathname)).length;
      });
      const ask = async (text) => {
        size = 0;
        await tab.locator('#site_search-q').fill(text);
        await tab.keyboard.press('Enter');
        await tab.waitForFunction((asked) => new URLSearchParams(location.search).get('q') === asked, text);
        await arrived(tab);
        await tab.waitForTimeout(AFTER);
        return size;
      };
      const scripts = ending('.js').filter((file) => file.startsWith('/js/search') && !LATER.test(file)).reduce((sum, file) => sum + gzipSync(bytes(file)).length, 0);
      const firstSize = scripts + gzipSync(bytes(`/search/${page.lang}.json`)).length + await ask('đăng ký khai sinh');
      problems.expect(firstSize <= MOST_FIRST, page.file, `the first query loads at most ${MOST_FIRST} bytes`, String(firstSize));
      const later = await ask('trợ cấp hưu trí');
      problems.expect(later > 0 && later <= MOST_LATER, page.file, `a later query loads at most ${MOST_LATER} bytes`, String(later));
    });
    problems.none(1, 'pages');
  });

  test('without scripts the page says so and shows other ways', async () => {
    const problems = new Problems();
    await browser.visit(page, { scripts: false }, problems, async (tab) => {
      problems.expect(await tab.locator('noscript p, .empty').first().isVisible(), page.file, 'the page says that it needs scripts');
      problems.expect(await tab.locator('#site_search-browse a').count() > 2, page.file, 'the sections are linked');
      const letter = tab.locator('#site_search-browse a[href*="/a-z/"]').first();
      problems.expect(await letter.isVisible(), page.file, 'the letters of the alphabetical index are linked');
      await letter.click();
      problems.expect(await tab.locator('main .rows a').count() > 0, page.file, 'a letter leads to titles');
    });
    problems.none(1, 'pages');
  });
});
