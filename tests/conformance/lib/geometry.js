// Where things stand on the screen: the bars of docs/design.md.

// The widths of a usual telephone and screen, with the heights that a home page and the foot may have there.
export const SCREENS = [{ width: 360, home: 6500, foot: 620 }, { width: 1440, home: 3200, foot: 420 }];
const TITLE = 300; // px from the top of the page to its title
const TITLE_PLAIN = 420; // the same without scripts
const LINE = 75; // letters of a line of text
const SIZES = 6; // sizes of type on one page
const PANEL = 420; // px of an open panel of the menu

// A page that is shown at the width of one of SCREENS.
export async function stands(tab, page, { width, home, foot }, problems) {
  const seen = await tab.evaluate(measure);
  const expect = (holds, rule, value) => problems.expect(holds, `${page.file} (${width} px)`, rule, String(value));
  expect(seen.title <= TITLE, `the title begins within ${TITLE} px`, seen.title);
  expect(seen.line <= LINE, `a line of text has at most ${LINE} letters`, seen.line);
  expect(seen.sizes.length <= SIZES, `a page has at most ${SIZES} sizes of type`, seen.sizes);
  expect(seen.foot <= foot, `the foot has at most ${foot} px`, seen.foot);
  if (page.template === 'index.html') expect(seen.height <= home, `a home page has at most ${home} px`, seen.height);
  if (width > 1000) expect(await highestPanel(tab) <= PANEL, `an open panel of the menu has at most ${PANEL} px`, 'more');
}

// The same page at 360 px without scripts.
export async function standsPlain(tab, page, problems) {
  const { title } = await tab.evaluate(measure);
  problems.expect(title <= TITLE_PLAIN, page.file, `without scripts the title begins within ${TITLE_PLAIN} px`, String(title));
}

async function highestPanel(tab) {
  return tab.evaluate(() => Math.max(0, ...[...document.querySelectorAll('.menu-branch')].map((branch) => {
    branch.open = true;
    const { height } = branch.querySelector('.panel').getBoundingClientRect();
    branch.open = false;
    return height;
  })));
}

// Runs in the page.
function measure() {
  const texts = [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  const lines = [...document.querySelectorAll('.prose p, .lead')].filter((p) => p.checkVisibility()).map((p) => {
    const count = new Set([...p.getClientRects()].map((r) => r.top)).size && Math.round(p.getBoundingClientRect().height / parseFloat(getComputedStyle(p).lineHeight));
    return count > 2 ? p.textContent.trim().length / count : 0;
  });
  return {
    title: Math.round(document.querySelector('h1').getBoundingClientRect().top + scrollY),
    height: document.documentElement.scrollHeight,
    foot: Math.round(document.querySelector('.site-footer').getBoundingClientRect().height),
    line: Math.round(Math.max(0, ...lines)),
    sizes: [...new Set(texts.map((e) => getComputedStyle(e).fontSize))].sort(),
  };
}
