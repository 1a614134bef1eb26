// Where things stand on the screen: the bars of docs/design.md.

// A usual telephone and a usual screen, with the heights that a home page and the foot may have.
export const SCREENS = [{ width: 360, height: 740, home: 6500, foot: 620 }, { width: 1440, height: 900, home: 3200, foot: 420 }];
const TITLE = 300; // px from the top of the page to its title
const TITLE_PLAIN = 420; // the same without scripts
const TITLE_LARGE = 900; // the same with text of twice the size
const LINE = 75; // letters of a line of text
const SIZES = 6; // sizes of type on one page
const PANEL = 420; // px of an open panel of the menu
const DOCUMENT = 2; // screens of a telephone within which the text or the file of a document begins

// A page that is shown on one of SCREENS.
export async function stands(tab, page, screen, problems) {
  const { width, height, home, foot } = screen;
  await tab.setViewportSize({ width, height });
  const seen = await tab.evaluate(measure);
  const expect = (holds, rule, value) => problems.expect(holds, `${page.file} (${width} px)`, rule, String(value));
  expect(seen.title <= TITLE, `the title begins within ${TITLE} px`, seen.title);
  expect(seen.line <= LINE, `a line of text has at most ${LINE} letters`, seen.line);
  expect(seen.sizes.length <= SIZES, `a page has at most ${SIZES} sizes of type`, seen.sizes);
  expect(seen.foot <= foot, `the foot has at most ${foot} px`, seen.foot);
  if (page.template === 'index.html') expect(seen.height <= home, `a home page has at most ${home} px`, seen.height);
  if (page.template === 'document.html' && screen === SCREENS[0]) expect(seen.document <= DOCUMENT * height, `the text or the file of a document begins within ${DOCUMENT} screens`, seen.document);
  if (width > 1000) {
    const panel = await tab.evaluate(highestPanel);
    expect(panel <= PANEL, `an open panel of the menu has at most ${PANEL} px`, panel);
  }
  const large = await tab.evaluate(titleOfLargeText);
  expect(large <= TITLE_LARGE, `with text of twice the size the title begins within ${TITLE_LARGE} px`, large);
  note(page, width, { ...seen, sizes: seen.sizes.length, large });
}

// The same page on one of SCREENS without scripts.
export async function standsPlain(tab, page, { width, height }, problems) {
  await tab.setViewportSize({ width, height });
  const { title } = await tab.evaluate(measure);
  problems.expect(title <= TITLE_PLAIN, `${page.file} (${width} px)`, `without scripts the title begins within ${TITLE_PLAIN} px`, String(title));
  note(page, width, { plain: title });
}

// With FIGURES set, the figures of every page are printed, for a report.
function note(page, width, figures) {
  if (process.env.FIGURES) console.log(`figures ${JSON.stringify({ page: page.file, template: page.template, width, ...figures })}`);
}

// Runs in the page.
function highestPanel() {
  return Math.max(0, ...[...document.querySelectorAll('.menu-branch')].map((branch) => {
    branch.open = true;
    const { height } = branch.querySelector('.panel').getBoundingClientRect();
    branch.open = false;
    return Math.round(height);
  }));
}

// Runs in the page. The panel "Hiển thị" sets the class, and the size is twice that of a browser.
function titleOfLargeText() {
  document.documentElement.classList.add('text-4');
  document.documentElement.style.fontSize = '200%';
  const top = Math.round(document.querySelector('h1').getBoundingClientRect().top + scrollY);
  document.documentElement.style.fontSize = '';
  document.documentElement.classList.remove('text-4');
  return top;
}

// Runs in the page.
function measure() {
  const top = (e) => Math.round(e.getBoundingClientRect().top + scrollY);
  const texts = [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));

  // The letters of each line of a paragraph, from where its words are.
  const lines = (paragraph) => {
    const counts = new Map();
    const range = document.createRange();
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      for (const word of walker.currentNode.data.matchAll(/\S+\s*/g)) {
        range.setStart(walker.currentNode, word.index);
        range.setEnd(walker.currentNode, word.index + word[0].trimEnd().length);
        const { bottom } = range.getBoundingClientRect();
        // Raised and small words of a line end a little higher or lower.
        const line = [...counts.keys()].find((known) => Math.abs(known - bottom) < 8) ?? bottom;
        counts.set(line, (counts.get(line) ?? 0) + word[0].length);
      }
    }
    return [...counts.values()];
  };
  // The last line is as long as the words that are left; of the others the mean counts, because a
  // line of narrow letters is no longer for the eye.
  const full = [...document.querySelectorAll('.prose p, .prose li, .lead')].filter((p) => p.checkVisibility() && p.textContent.length > 160).slice(0, 20)
    .map(lines).filter((counts) => counts.length > 3).map((counts) => counts.slice(0, -1));
  const files = [...document.querySelectorAll('main .files a, main #site_sec-full-text')].map(top);
  return {
    title: top(document.querySelector('h1')),
    height: document.documentElement.scrollHeight,
    foot: Math.round(document.querySelector('.site-footer').getBoundingClientRect().height),
    line: Math.round(Math.max(0, ...full.map((counts) => counts.reduce((sum, count) => sum + count, 0) / counts.length))),
    longest: Math.max(0, ...full.flat()),
    sizes: [...new Set(texts.map((e) => getComputedStyle(e).fontSize))].sort(),
    document: Math.min(Infinity, ...files),
  };
}
