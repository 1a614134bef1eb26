// Pages in a real browser: axe-core finds no fault in light and dark colours, on narrow and wide
// screens. No page scrolls sideways on a phone, and the marks of items are at their first lines. No
// page loads anything from another host or writes to the console.
import { after, before, describe, test } from 'node:test';
import { accessible, accessibleEverywhere, markedAtFirstLine, NARROW, samples, shown, start, WIDE, WIDTHS, withinScreen } from './lib/browser.js';
import { Problems } from './lib/problems.js';

let browser;
before(async () => { browser = await start(); });
after(() => browser?.stop());

test('every page tells its template in <body data-template>', () => {
  const problems = new Problems();
  for (const page of shown) problems.expect(page.template, page.file, 'the body has no data-template');
  problems.none(shown.length, 'pages');
});

describe('in the browser', { concurrency: 2 }, () => {
  for (const [key, sample] of samples) {
    test(`accessible, quiet and within the screen: ${key}`, async () => {
      const problems = new Problems();
      // The first page is looked at in every width. The largest one is looked at in those that the
      // first one does not have, because its parts are the same and only more.
      for (const [at, page] of sample.entries()) await look(page, at === 0 ? WIDTHS : [WIDE, NARROW], problems);
      problems.none(sample.length, 'pages');
    });
  }

  // Folded parts of a page are hidden from the checks above.
  for (const [key, [page]] of samples.filter(([key]) => key.startsWith('index.html'))) {
    test(`accessible with every part opened: ${key}`, async () => {
      const problems = new Problems();
      for (const width of [NARROW, WIDE]) await browser.visit(page, { width }, problems, (tab) => openAll(tab, page, width, problems));
      problems.none(1, 'pages');
    });
  }
});

async function look(page, widths, problems) {
  await browser.visit(page, { width: widths[0] }, problems, async (tab) => {
    await accessibleEverywhere(tab, page, problems, widths);
    await tab.setViewportSize({ width: NARROW, height: 800 });
    await withinScreen(tab, page, `${NARROW} px`, problems);
    await markedAtFirstLine(tab, page, `${NARROW} px`, problems);
  });
}

async function openAll(tab, page, width, problems) {
  await tab.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
  // The buttons are pressed in the order of the page: a folded part may contain another one.
  for (const button of await tab.$$('button[aria-expanded="false"]')) {
    if (!(await button.isVisible()) || (await button.getAttribute('aria-expanded')) !== 'false') continue;
    await button.click();
    const name = (await button.innerText()).trim();
    problems.expect((await button.getAttribute('aria-expanded')) === 'true', page.file, 'a button that says it opens something does', name);
    await accessible(tab, page, `opened “${name}”, ${width} px`, problems);
  }
  await accessible(tab, page, `all opened, ${width} px`, problems);
  if (width === NARROW) await withinScreen(tab, page, 'all opened', problems);
}
