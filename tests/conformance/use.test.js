// What a reader does with the components that act: the display panel, galleries, sharing, the
// calendar, charts and printing. The example portal has each of them.
import { after, before, test } from 'node:test';
import { samples, start, shown, withinScreen } from './lib/browser.js';
import { all, attr, elements, words } from './lib/html.js';
import { Problems } from './lib/problems.js';
import { basePath } from './lib/site.js';

const PAPER = 2; // pages of A4 that a procedure may take
const LINES = 4; // lines of the name of the agency in the largest text
const classed = (page, name) => [...elements(page.document)].filter((e) => words(attr(e, 'class')).includes(name));
const having = (name) => shown.filter((page) => classed(page, name).length);

let browser;
before(async () => { browser = await start(); });
after(() => browser?.stop());

test('a theme that is chosen holds on the next page, and can be taken back', async () => {
  const problems = new Problems();
  const [page, next] = having('display');
  await browser.visit(page, { fresh: true }, problems, async (tab) => {
    const ground = () => tab.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    const press = async (name) => {
      await tab.evaluate(() => { document.querySelector('.display').open = true; });
      await tab.click(name);
    };
    await press('.display input[value="dark"]');
    const dark = await ground();
    problems.expect(dark !== light, page.file, 'the dark theme changes the ground', dark);
    await tab.goto(new URL(basePath + next.url, tab.url()).href, { waitUntil: 'commit' });
    await tab.waitForSelector('body', { state: 'attached' });
    problems.expect(await ground() === dark, next.file, 'the next page begins in the chosen theme', await ground());
    await tab.waitForLoadState('load');
    await press('.display [type="reset"]');
    await tab.waitForFunction((was) => getComputedStyle(document.documentElement).backgroundColor === was, light, { timeout: 2000 })
      .catch(() => problems.add(next.file, 'the reset gives the first theme back'));
  });
  problems.none(1, 'pages');
});

test('text of twice the size stays within the screen, and the name and the notice keep their room', async () => {
  const problems = new Problems();
  const pages = samples.map(([, [page]]) => page).filter(({ template }) => /^(index|service|event-list|unit-list|article)\.html$/.test(template));
  for (const page of pages) {
    for (const width of [360, 1440]) {
      await browser.visit(page, { width }, problems, async (tab) => {
        await tab.evaluate(() => document.documentElement.classList.add('text-4'));
        await withinScreen(tab, page, `${width} px`, problems);
        const lines = await tab.evaluate(() => {
          const name = [...document.querySelectorAll('.brand-full, .brand-short')].find((e) => e.checkVisibility());
          return new Set([...name.getClientRects()].map((line) => Math.round(line.top))).size;
        });
        const words = await tab.evaluate(() => document.querySelector('.notice-words')?.getBoundingClientRect().width ?? innerWidth);
        problems.expect(words > width / 3, `${page.file} (${width} px)`, 'the notice keeps a third of the screen for its words', `${Math.round(words)} px`);
        problems.expect(lines <= LINES, `${page.file} (${width} px)`, `the name of the agency takes at most ${LINES} lines`, String(lines));
      });
    }
  }
  problems.none(pages.length, 'pages');
});

test('a gallery opens its pictures with the keyboard and gives the focus back', async () => {
  const problems = new Problems();
  const pages = having('gallery').slice(0, 2);
  for (const page of pages) {
    await browser.visit(page, {}, problems, async (tab) => {
      const state = () => tab.evaluate(() => ({
        open: document.querySelector('.viewer').open,
        alt: document.querySelector('.viewer img').alt,
        focused: [...document.querySelectorAll('.gallery a')].indexOf(document.activeElement),
      }));
      const alts = await tab.evaluate(() => [...document.querySelectorAll('.gallery img')].map((img) => img.alt));
      await tab.focus('.gallery a');
      await tab.keyboard.press('Enter');
      let now = await state();
      problems.expect(now.open && now.alt === alts[0], page.file, 'Enter opens the picture that has the focus', JSON.stringify(now));
      await tab.keyboard.press('ArrowRight');
      now = await state();
      const second = alts.length > 1 ? 1 : 0;
      problems.expect(now.alt === alts[second], page.file, 'an arrow turns to the next picture', now.alt);
      await tab.keyboard.press('Escape');
      await tab.waitForFunction(() => !document.querySelector('.viewer').open);
      // The browser gives the focus back after it has closed the picture.
      const isBack = (at) => [...document.querySelectorAll('.gallery a')].indexOf(document.activeElement) === at;
      await tab.waitForFunction(isBack, second, { timeout: 3000 }).catch(() => undefined);
      now = await state();
      problems.expect(now.focused === second, page.file, 'Escape closes, and the focus returns to the picture that was shown', String(now.focused));
    });
  }
  problems.none(pages.length, 'galleries');
});

test('sharing shows only what works, and copying tells that it happened', async () => {
  const problems = new Problems();
  const [page] = having('tools');
  await browser.visit(page, { fresh: true }, problems, async (tab) => {
    await tab.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const native = await tab.evaluate(() => Boolean(navigator.share));
    const visible = await tab.evaluate(() => [...document.querySelectorAll('.tools button')].filter((b) => b.checkVisibility()).map((b) => b.value));
    problems.expect(visible.includes('share') === native, page.file, 'the button of the device is shown where the device has it', visible.join(' '));
    await tab.click('.tools [value="copy"]');
    await tab.waitForFunction(() => document.querySelector('.tools + [role="status"]').textContent.trim(), undefined, { timeout: 2000 })
      .catch(() => problems.add(page.file, 'a copy is told in a status'));
    problems.expect(await tab.evaluate(() => navigator.clipboard.readText()) === tab.url(), page.file, 'the copy is the address of the page');
  });
  await browser.visit(page, { scripts: false }, problems, async (tab) => {
    const left = await tab.evaluate(() => [...document.querySelectorAll('.tools :is(a, button)')].filter((e) => e.checkVisibility()).map((e) => e.tagName));
    problems.expect(left.length && left.every((name) => name === 'A'), page.file, 'without scripts only links are left', left.join(' '));
  });
  problems.none(1, 'pages');
});

test('a page is read aloud only by a voice of the device, from its title on', async () => {
  const problems = new Problems();
  const [page] = having('read-aloud');
  for (const local of [true, false]) {
    await browser.visit(page, { fresh: true }, problems, async (tab) => {
      await tab.addInitScript(({ lang, localService }) => {
        const said = [];
        const voice = { lang, localService };
        const speech = Object.assign(new EventTarget(), { said, getVoices: () => [voice], speak: (one) => { said.push(one.text); setTimeout(() => one.onend(), 1); }, cancel() {} });
        Object.defineProperty(window, 'speechSynthesis', { value: speech });
        window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
      }, { lang: `${page.lang}-XX`, localService: local });
      await tab.reload();
      const visible = await tab.isVisible('.read-aloud');
      problems.expect(visible === local, page.file, local ? 'the button is shown' : 'a voice of a server is not used', String(visible));
      if (!visible) return;
      await tab.click('.read-aloud');
      const title = (await tab.textContent('h1')).trim();
      await tab.waitForFunction(() => speechSynthesis.said.length > 1);
      problems.expect((await tab.evaluate(() => speechSynthesis.said[0])) === title, page.file, 'reading begins with the title');
    });
  }
  problems.none(1, 'pages');
});

test('a week is a board on a wide screen and a list on a narrow one', async () => {
  const problems = new Problems();
  const pages = having('week').slice(0, 1);
  for (const page of pages) {
    for (const [width, board] of [[1440, true], [360, false]]) {
      await browser.visit(page, { width }, problems, async (tab) => {
        const tops = await tab.evaluate(() => [...document.querySelector('.week').querySelectorAll('.day')].filter((day) => day.checkVisibility()).map((day) => Math.round(day.getBoundingClientRect().top)));
        problems.expect((new Set(tops).size === 1) === board || tops.length < 2, `${page.file} (${width} px)`, board ? 'the days stand side by side' : 'the days stand below each other', tops.join(' '));
      });
    }
  }
  problems.none(pages.length, 'calendars');
});

test('every chart has a caption and the table that it draws', () => {
  const problems = new Problems();
  const charts = shown.flatMap((page) => classed(page, 'chart').map((chart) => [page, chart]));
  for (const [page, chart] of charts) {
    for (const name of ['figcaption', 'table', 'th']) problems.expect(all(chart, [name]).length, page.file, `a chart has a ${name}`);
    for (const svg of all(chart, ['svg'])) problems.expect(attr(svg, 'aria-hidden') === 'true' || attr(svg, 'viewBox'), page.file, 'a drawing is hidden from screen readers, which read the table');
  }
  problems.none(charts.length, 'charts');
});

test(`the longest procedures take at most ${PAPER} pages of A4`, async () => {
  const problems = new Problems();
  const pages = shown.filter((page) => page.template === 'service.html').sort((a, b) => b.size - a.size).slice(0, 6);
  for (const page of pages) {
    await browser.visit(page, {}, problems, async (tab) => {
      const paper = (await tab.pdf({ preferCSSPageSize: true })).toString('latin1');
      const count = (paper.match(/\/Type \/Page\b/g) ?? []).length;
      problems.expect(count > 0 && count <= PAPER, page.file, `a procedure takes at most ${PAPER} pages`, String(count));
    });
  }
  problems.none(pages.length, 'procedures');
});
