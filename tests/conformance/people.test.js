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
  await tab.evaluate(watch, TAB_STOPS);
  // The page looks at a stop before it handles the next key, so that no answer is awaited between
  // the keys. The last key shows the last stop.
  await Promise.all(Array.from({ length: TAB_STOPS + 1 }, () => tab.keyboard.press('Tab')));
  const stops = await tab.evaluate(() => window.stops);
  problems.expect(stops[0]?.leadsTo === 'MAIN', page.file, 'the first stop of the keyboard leads to the main part', String(stops[0]?.leadsTo));
  for (const stop of stops) {
    problems.expect(stop.outlined, page.file, 'what has the focus shows it', stop.html);
    problems.expect(!stop.covered, page.file, 'what has the focus is not covered', `${stop.html} by ${stop.covered}`);
  }
}

// Runs in the page: records the appearance of each element that has the focus, until the focus
// leaves the page.
function watch(most) {
  window.stops = [];
  const outlined = (e) => {
    const style = getComputedStyle(e);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  };
  let begun = false;
  const record = () => {
    const e = document.activeElement;
    if (begun && (!e || e === document.body || window.stops.length === most)) {
      removeEventListener('keydown', record, true);
    } else if (begun) {
      const box = e.getClientRects()[0] ?? e.getBoundingClientRect();
      const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      const other = top && !e.contains(top) && !top.contains(e) ? top : undefined;
      const leadsTo = document.getElementById(e.getAttribute('href')?.replace('#', ''))?.tagName;
      window.stops.push({ outlined: outlined(e), covered: other?.outerHTML.slice(0, 80), leadsTo, html: e.outerHTML.slice(0, 100) });
    }
    begun = true;
  };
  addEventListener('keydown', record, true);
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
  const { links, buttons } = await tab.evaluate(() => {
    const visible = (selector) => [...document.querySelectorAll(selector)].filter((e) => {
      const { width, height } = e.getBoundingClientRect();
      return width > 0 && height > 0 && e.checkVisibility({ visibilityProperty: true });
    });
    return { links: visible('nav a').length, buttons: visible('button:not([type="submit"])').map((e) => e.innerText) };
  });
  problems.expect(links > 0, page.file, 'without scripts there are links to go on by');
  for (const text of buttons) problems.add(page.file, 'without scripts no button stands there that does nothing', text);
}
