// Ways to use a portal: with the keyboard, without scripts, with large text, with wide spacing.
import { after, before, describe, test } from 'node:test';
import { NARROW, samples, start, WIDE, withinScreen } from './lib/browser.js';
import { pageAt } from './lib/site.js';
import { Problems } from './lib/problems.js';

const TAB_STOPS = 60;

let browser;
before(async () => { browser = await start(); });
after(() => browser?.stop());

describe('as people use it', { concurrency: 2 }, () => {
  // The languages share their templates: testing one language is enough.
  for (const [key, [page]] of samples.filter(([, [page]]) => page.lang === pageAt.get('/')?.lang)) {
    test(`keyboard, no scripts, large text: ${key}`, async () => {
      const problems = new Problems();
      await browser.visit(page, { width: WIDE }, problems, async (tab) => {
        await keyboard(tab, page, problems);
        await tab.evaluate(() => { document.activeElement.blur(); document.documentElement.style.fontSize = '200%'; });
        await withinScreen(tab, page, 'text at 200 %', problems);
      });
      await browser.visit(page, { width: NARROW }, problems, async (tab) => {
        await tab.evaluate(space);
        await withinScreen(tab, page, 'text spaced out', problems);
        await cutOff(tab, page, problems);
      });
      await browser.visit(page, { width: NARROW, scripts: false }, problems, (tab) => plain(tab, page, problems));
      problems.none(1, 'pages');
    });
  }
});

// The first focus is the link past the menu, every focus is visible, and no focused element is
// covered (WCAG 2.4.1, 2.4.7, 2.4.11).
async function keyboard(tab, page, problems) {
  await tab.keyboard.press('Tab');
  const skip = await tab.evaluate(() => document.getElementById(document.activeElement.getAttribute('href')?.replace('#', ''))?.tagName);
  problems.expect(skip === 'MAIN', page.file, 'the first stop of the keyboard leads to the main part', String(skip));
  for (let at = 0; at < TAB_STOPS; at++) {
    const stop = await tab.evaluate(seen);
    if (!stop) break;
    problems.expect(stop.outlined, page.file, 'what has the focus shows it', stop.html);
    problems.expect(!stop.covered, page.file, 'what has the focus is not covered', `${stop.html} by ${stop.covered}`);
    await tab.keyboard.press('Tab');
  }
}

// Runs in the page: the appearance of the focused element; undefined when the focus has left the
// page.
function seen() {
  const e = document.activeElement;
  if (!e || e === document.body) return undefined;
  const marked = (x) => {
    const style = getComputedStyle(x);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  };
  const box = e.getClientRects()[0] ?? e.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const other = top && !e.contains(top) && !top.contains(e) ? top : undefined;
  return { outlined: marked(e), covered: other?.outerHTML.slice(0, 80), html: e.outerHTML.slice(0, 100) };
}

// Runs in the page: sets the spacing of WCAG 1.4.12 through the object model, which the policy
// permits.
function space() {
  for (const e of document.body.querySelectorAll('*')) {
    e.style.setProperty('line-height', '1.5', 'important');
    e.style.setProperty('letter-spacing', '0.12em', 'important');
    e.style.setProperty('word-spacing', '0.16em', 'important');
    if (e.tagName === 'P') e.style.setProperty('margin-block-end', '2em', 'important');
  }
}

// Finds text that does not fit into its box and is hidden.
async function cutOff(tab, page, problems) {
  const lost = await tab.evaluate(() => [...document.body.querySelectorAll('*')].filter((e) => {
    const style = getComputedStyle(e);
    const tiny = e.clientWidth <= 1 || e.clientHeight <= 1;
    const hides = /hidden|clip/.test(style.overflowX + style.overflowY);
    return hides && !tiny && !/IMG|SVG|VIDEO/i.test(e.tagName) && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
  }).map((e) => e.outerHTML.slice(0, 100)));
  for (const html of lost) problems.add(page.file, 'no text is cut off when it is spaced out', html);
}

// Without scripts the page shows the menu as links, and no control that needs a script.
async function plain(tab, page, problems) {
  await withinScreen(tab, page, 'no scripts', problems);
  const links = await tab.locator('nav a:visible').count();
  problems.expect(links > 0, page.file, 'without scripts there are links to go on by');
  for (const button of await tab.locator('button:visible:not([type="submit"])').all()) {
    problems.add(page.file, 'without scripts no button stands there that does nothing', await button.innerText());
  }
}
