// A browser on a server of the portal, and a sample of the pages.
import { AXE, COLOURS, launch, RULES } from './chromium.js';
import { pages } from './site.js';
import { serve } from './server.js';

export const NARROW = 320;
export const WIDE = 1280;
// The widths of a telephone, a tablet and a screen, at which every type of page is looked at.
export const WIDTHS = [360, 768, 1440];

// Pages that redirect at once are left out, because the checks need a page that stays.
export const shown = pages.filter((p) => !p.refreshes);

// [["document.html in vi", [the page with the first address, the largest page]], …]
export const samples = [...grouped(shown)].sort().map(([key, all]) => {
  const largest = all.reduce((a, b) => (b.size > a.size ? b : a));
  return [key, [...new Set([all[0], largest])]];
});

function grouped(list) {
  const groups = new Map();
  for (const page of list) {
    const key = `${page.template ?? 'no data-template'} in ${page.lang || 'no language'}`;
    groups.set(key, [...(groups.get(key) ?? []), page]);
  }
  return groups;
}

export async function start() {
  const server = await serve();
  const browser = await launch();
  // Tabs without a page under test. To open a profile costs more than to load a page in it, so each
  // tab serves many pages, one after another, and forgets what a page kept.
  const idle = [];

  async function open(lang, scripts) {
    const context = await browser.newContext({ locale: lang, reducedMotion: 'reduce', javaScriptEnabled: scripts });
    const tab = await context.newPage();
    return { lang, scripts, tab, debug: await context.newCDPSession(tab) };
  }

  async function forget({ tab, debug }) {
    tab.removeAllListeners();
    await debug.send('Storage.clearDataForOrigin', { origin: server.origin, storageTypes: 'all' });
    await tab.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  }

  return {
    // Opens a page, records its faults, and calls `act` with it. With `fresh`, the browser has
    // nothing of the portal in its cache, and `act` may change how the browser loads files.
    async visit(page, { width = WIDE, scripts = true, fresh = false }, problems, act) {
      const lang = page.lang || 'vi';
      const at = fresh ? -1 : idle.findIndex((o) => o.lang === lang && o.scripts === scripts);
      const opened = at < 0 ? await open(lang, scripts) : idle.splice(at, 1)[0];
      const { tab } = opened;
      let usable = false;
      try {
        listen(tab, page, server.origin, problems);
        await tab.setViewportSize({ width, height: 800 });
        await tab.goto(server.origin + page.url, { waitUntil: 'load' });
        await tab.evaluate(() => document.fonts.ready.then(() => true));
        await act(tab);
        await forget(opened);
        usable = !fresh;
      } finally {
        if (usable) idle.push(opened);
        else await tab.context().close();
      }
    },
    async stop() {
      await browser.close();
      await server.close();
    },
  };
}

function listen(tab, page, origin, problems) {
  tab.on('console', (m) => {
    if (m.type() !== 'error') return;
    const rule = /Content Security Policy/.test(m.text()) ? 'the page keeps its own Content-Security-Policy' : 'the console shows no error';
    problems.add(page.file, rule, `${m.text()} ${m.location().url}`);
  });
  tab.on('pageerror', (e) => problems.add(page.file, 'no script fails', e.message));
  tab.on('request', (r) => {
    const url = new URL(r.url());
    problems.expect(url.origin === new URL(origin).origin || ['data:', 'blob:'].includes(url.protocol), page.file, 'nothing is asked of another host', r.url());
  });
  tab.on('response', (r) => problems.expect(r.status() < 400, page.file, 'everything that the page asks for is there', `${r.status()} ${r.url()}`));
}

export async function accessible(tab, page, when, problems, rules = RULES) {
  if (!(await tab.evaluate(() => Boolean(window.axe)))) {
    // The script is added through the debugging protocol, because the page's policy forbids foreign
    // scripts.
    await (await tab.context().newCDPSession(tab)).send('Runtime.evaluate', { expression: AXE });
  }
  const violations = await tab.evaluate(async (rules) => (await window.axe.run(document, rules)).violations, rules);
  for (const v of violations) {
    for (const node of v.nodes) {
      const why = [...node.any, ...node.all, ...node.none][0]?.message ?? '';
      problems.add(`${page.file} (${when})`, `axe ${v.id}: ${v.help}`, `${node.target.join(' ')} ${node.html.slice(0, 120)} ${why}`);
    }
  }
}

// axe-core at every width in light colours, and in dark ones. In the dark the page has the same
// elements and only its colours differ, so that all other rules would find the same again; and one
// width is enough there, which differs from page to page. MATRIX=full asks every rule in every pair.
export async function accessibleEverywhere(tab, page, problems, widths = WIDTHS) {
  const full = process.env.MATRIX === 'full';
  for (const [at, width] of widths.entries()) {
    await tab.setViewportSize({ width, height: 800 });
    await accessible(tab, page, `light, ${width} px`, problems);
    if (!full && at !== page.file.length % widths.length) continue;
    await tab.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await accessible(tab, page, `dark, ${width} px`, problems, full ? RULES : COLOURS);
    await tab.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  }
}

// No element is wider than the screen, so that readers scroll in one direction only (WCAG 1.4.10).
export async function withinScreen(tab, page, when, problems) {
  const { wide, culprit } = await tab.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    const wide = document.scrollingElement.scrollWidth;
    const out = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > limit + 1);
    return { wide: wide > limit ? wide : 0, culprit: out.at(-1)?.outerHTML.slice(0, 120) ?? '' };
  });
  problems.expect(!wide, `${page.file} (${when})`, 'the page does not scroll sideways', `${wide} px wide, for example ${culprit}`);
}

// The mark of an item is on the baseline of the item's first line, which must be the first line of
// its text.
export async function markedAtFirstLine(tab, page, when, problems) {
  const low = await tab.evaluate(() => [...document.querySelectorAll('main li')].filter((item) => {
    if (!item.checkVisibility() || getComputedStyle(item).listStyleType === 'none') return false;
    const texts = document.createTreeWalker(item, NodeFilter.SHOW_TEXT, (text) => (text.data.trim() ? 1 : 3));
    const words = document.createRange();
    if (texts.nextNode()) words.selectNodeContents(texts.currentNode);
    const first = words.getClientRects()[0];
    const probe = document.createElement('span');
    probe.style.display = 'inline-block';
    item.prepend(probe);
    const baseline = probe.getBoundingClientRect().bottom;
    probe.remove();
    return first && baseline > first.bottom + 1;
  }).map((item) => item.outerHTML.slice(0, 120)));
  problems.expect(!low.length, `${page.file} (${when})`, 'the mark of an item stands at its first line', low[0]);
}
