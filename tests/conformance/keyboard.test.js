// A walk with the keyboard through everything that opens: the menu, the notice, the panel "Hiển thị",
// the suggestions, the filters, the viewer of a gallery, sharing and folds. Tab goes in the order of
// the page and back, what has the focus is seen, nothing holds it, and Escape gives it back.
// `people.test.js` walks through every type of page, with all of these closed.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { samples, shown, start } from './lib/browser.js';
import { attr, elements, words } from './lib/html.js';
import { Problems } from './lib/problems.js';
import { baseUrl } from './lib/site.js';

const having = (name) => shown.find((page) => [...elements(page.document)].some((e) => words(attr(e, 'class')).includes(name)));
const home = samples.find(([key]) => key === 'index.html in vi')?.[1][0] ?? shown[0];
const PHONE = 360;
const SCREEN = 1440;

let browser;
before(async () => { browser = await start(); });
after(() => browser?.stop());

// Runs in the page: numbers what Tab must stop at inside of `selector`, in the order of the page. Of
// a group of radio buttons it is the chosen one.
function number(selector) {
  document.querySelectorAll('[data-stop]').forEach((e) => delete e.dataset.stop);
  const stops = [...document.querySelector(selector).querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled && (e.type !== 'radio' || e.checked));
  stops.forEach((e, at) => { e.dataset.stop = at; });
  return stops.length;
}

// Runs in the page: what has the focus, and whether a reader sees it.
function focused() {
  const e = document.activeElement;
  const box = e.getClientRects()[0] ?? e.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const style = getComputedStyle(e);
  return {
    stop: Number(e.dataset.stop ?? -1),
    seen: e === document.body || Boolean(top && (e.contains(top) || top.contains(e))),
    outlined: e === document.body || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    html: e.outerHTML.slice(0, 100),
  };
}

// Goes through `selector` and back, and out of it at the end unless it is a dialog.
async function walk(tab, page, selector, problems, { dialog = false } = {}) {
  const count = await tab.evaluate(number, selector);
  const expect = (holds, rule, detail) => problems.expect(holds, page.file, `${selector}: ${rule}`, detail);
  if (!expect(count > 0, 'there is something to go to')) return;
  await tab.focus(`${selector} [data-stop="0"]`);
  const step = async (key, wanted) => {
    await tab.keyboard.press(key);
    const now = await tab.evaluate(focused);
    expect(now.stop === wanted, `${key} goes in the order of the page`, `to ${now.stop} in place of ${wanted} of ${count}: ${now.html}`);
    expect(now.seen, 'what has the focus is seen', now.html);
    expect(now.outlined, 'what has the focus shows it', now.html);
  };
  for (let at = 1; at < count; at += 1) await step('Tab', at);
  for (let at = count - 2; at >= 0; at -= 1) await step('Shift+Tab', at);
  await tab.focus(`${selector} [data-stop="${count - 1}"]`);
  await tab.keyboard.press('Tab');
  const { stop, html } = await tab.evaluate(focused);
  if (dialog) expect(stop >= 0 || html.startsWith('<body') || html.startsWith('<dialog'), 'Tab does not go behind the dialog', html);
  else expect(stop < 0, 'Tab goes on after the last stop', html);
}

// Opens a fold with the keyboard, walks through it, and closes it with `key`.
async function fold(tab, page, selector, problems, { key = 'Enter', inside = selector } = {}) {
  const summary = `${selector} > summary`;
  const expect = (holds, rule) => problems.expect(holds, page.file, `${selector}: ${rule}`);
  const isOpen = () => tab.evaluate((name) => document.querySelector(name).open, selector);
  await tab.focus(summary);
  if (await isOpen()) await tab.keyboard.press('Enter');
  await tab.keyboard.press('Enter');
  expect(await isOpen(), 'Enter opens it');
  await walk(tab, page, inside, problems);
  await tab.focus(summary);
  if (!(await isOpen())) await tab.keyboard.press('Enter');
  // Escape acts from inside of what it closes.
  if (key === 'Escape') await tab.keyboard.press('Tab');
  await tab.keyboard.press(key);
  expect(!(await isOpen()), `${key} closes it`);
  expect(await tab.evaluate((name) => document.activeElement === document.querySelector(name), summary), `after ${key} the focus is where it was opened`);
}

// The example of a commune has everything that opens, so nothing is skipped there.
const mayLack = !baseUrl.startsWith('https://senvang.');

// A walk through one page at one width.
const walked = (name, page, width, act) => test(`${name} (${width} px)`, { skip: !page && mayLack }, async () => {
  assert.ok(page, 'a page has it');
  const problems = new Problems();
  await browser.visit(page, { width }, problems, (tab) => act(tab, problems));
  problems.none(1, 'pages');
});

describe('with the keyboard', { concurrency: 2 }, () => {
  walked('the menu of a wide screen', home, SCREEN, async (tab, problems) => {
    await walk(tab, home, '.menu-list', problems);
    const branches = await tab.evaluate(() => [...document.querySelectorAll('.menu-branch')].map((branch, at) => { branch.id = `branch-${at}`; return branch.id; }));
    for (const id of branches) await fold(tab, home, `#${id}`, problems, { key: 'Escape' });
    problems.expect(branches.length > 1, home.file, 'the menu has panels');
    for (const id of branches.slice(0, 2)) await tab.press(`#${id} > summary`, 'Enter');
    problems.expect(await tab.evaluate(() => document.querySelectorAll('.menu-branch[open]').length) === 1, home.file, 'one panel closes the other');
  });

  walked('the menu of a telephone', home, PHONE, async (tab, problems) => {
    const state = () => tab.evaluate(() => ({ shown: document.querySelector('.menu').checkVisibility(), told: document.querySelector('.menu-toggle').ariaExpanded, back: document.activeElement.matches('.menu-toggle') }));
    const expect = async (rule, wanted) => {
      const now = JSON.stringify(await state());
      problems.expect(now === JSON.stringify(wanted), home.file, `the menu: ${rule}`, now);
    };
    for (const key of ['Enter', ' ']) {
      await tab.focus('.menu-toggle');
      await tab.keyboard.press(key);
      await expect(`“${key}” opens it`, { shown: true, told: 'true', back: true });
      await walk(tab, home, '.menu', problems);
      await tab.focus('.menu-toggle');
      await tab.keyboard.press('Tab');
      await tab.keyboard.press('Escape');
      await expect('Escape closes it and gives the focus back', { shown: false, told: 'false', back: true });
    }
  });

  for (const width of [PHONE, SCREEN]) {
    walked('what the strip says of the portal', home, width, (tab, problems) => fold(tab, home, '.official', problems));
    walked('the notice', having('notice'), width, (tab, problems) => fold(tab, having('notice'), '.notice > details', problems));
    walked('the panel “Hiển thị”', home, width, async (tab, problems) => {
      await fold(tab, home, '.display', problems, { key: 'Escape' });
      await tab.press('.display > summary', 'Enter');
      await tab.focus('.display [name="theme"]:checked');
      await tab.keyboard.press('ArrowDown');
      const chosen = await tab.evaluate(() => [document.activeElement.value, document.documentElement.className.trim()]);
      problems.expect(chosen[0] && chosen[1].split(' ').includes(chosen[0]), home.file, 'an arrow chooses the next theme', chosen.join(': '));
    });
  }

  const filtered = having('facet-row');
  walked('the filters of a list', filtered, PHONE, async (tab, problems) => {
    await fold(tab, filtered, '.facets details', problems);
    await tab.evaluate(() => { document.querySelector('.facets details').open = true; });
    const address = await tab.getAttribute('.facets details a:not([aria-current])', 'href');
    await tab.press('.facets details a:not([aria-current])', 'Enter');
    await tab.waitForURL(`**${address}`);
  });

  const folded = having('toc');
  walked('the table of contents', folded, PHONE, (tab, problems) => fold(tab, folded, '.toc .fold', problems));

  const shared = having('tools');
  walked('sharing', shared, SCREEN, async (tab, problems) => {
    await walk(tab, shared, '.tools', problems);
    const copy = '.tools [value="copy"]';
    if (!(await tab.isVisible(copy))) return;
    await tab.press(copy, 'Enter');
    await tab.waitForFunction(() => document.querySelector('.tools-said').textContent.trim());
    problems.expect(await tab.evaluate((name) => document.activeElement === document.querySelector(name), copy), shared.file, 'the focus stays at the button that copied');
  });

  const pictures = having('gallery');
  walked('the viewer of a gallery', pictures, SCREEN, async (tab, problems) => {
    await walk(tab, pictures, '.gallery', problems);
    await tab.press('.gallery a', 'Enter');
    await tab.waitForSelector('.viewer[open]');
    await walk(tab, pictures, '.viewer', problems, { dialog: true });
    await tab.focus('.viewer [value="1"]');
    await tab.keyboard.press('Enter');
    problems.expect(await tab.evaluate(() => document.activeElement.value === '1'), pictures.file, 'the focus stays at the button that turns');
    await tab.press('.viewer [value="close"]', 'Enter');
    problems.expect(await tab.evaluate(() => document.activeElement.matches('.gallery a')), pictures.file, 'the button that closes gives the focus back');
  });

  const search = samples.find(([key]) => key === 'search.html in vi')?.[1][0];
  walked('the suggestions of the search field', search, SCREEN, async (tab, problems) => {
    const list = '#site_search-list';
    const field = tab.locator('#site_search-q');
    await field.focus();
    await field.pressSequentially('khai sinh');
    await tab.waitForSelector(`${list}:not([hidden])`);
    const count = await tab.locator(`${list} [role="option"]`).count();
    for (const key of ['ArrowDown', 'ArrowUp', 'ArrowUp']) await tab.keyboard.press(key);
    const at = await tab.evaluate((name) => [...document.querySelectorAll(`${name} [role="option"]`)].findIndex((e) => e.ariaSelected === 'true'), list);
    problems.expect(at === count - 1 || at < 0, search.file, 'an arrow up from the field goes to the last suggestion, or stays in the field', String(at));
    await tab.keyboard.press('Tab');
    problems.expect(await tab.isHidden(list), search.file, 'Tab closes the suggestions');
    problems.expect(await tab.evaluate(() => document.activeElement.type === 'submit'), search.file, 'Tab goes from the field to its button');
    await tab.keyboard.press('Shift+Tab');
    problems.expect(await field.evaluate((e) => e === document.activeElement), search.file, 'and back');
  });
});
