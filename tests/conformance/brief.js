// One page of each template and language against the table of docs/design.md: for the portals of the
// other agencies, whose home pages and content differ from those of the example. Each page is opened
// once with scripts and once without, and narrowed and widened there.
import { after, before, describe, test } from 'node:test';
import { join } from 'node:path';
import { accessibleEverywhere, samples, start, withinScreen } from './lib/browser.js';
import { SCREENS, stands, standsPlain } from './lib/geometry.js';
import { check, nothingToReport } from './lib/nu.js';
import { Problems } from './lib/problems.js';
import { folder } from './lib/site.js';
import { validate } from './lib/validate.js';

const chosen = samples.map(([key, [page]]) => [key, page]);

let browser;
before(async () => { browser = await start(); });
after(() => browser?.stop());

// The checker uses one processor while the browser starts.
describe('one page of each template', { concurrency: 3 }, () => {
  test('Nu checker: no error and no warning', async () => nothingToReport(await check(chosen.map(([, page]) => join(folder, page.file))), chosen.length, 'HTML'));

  test('html-validate: no message', () => validate(chosen.map(([, page]) => page)));

  for (const [key, page] of chosen) {
    test(`accessible, in its place and within the screen: ${key}`, async () => {
      const problems = new Problems();
      await browser.visit(page, { width: SCREENS[0].width }, problems, async (tab) => {
        for (const screen of SCREENS) {
          await stands(tab, page, screen, problems);
          await withinScreen(tab, page, `${screen.width} px`, problems);
        }
        await accessibleEverywhere(tab, page, problems);
      });
      await browser.visit(page, { width: SCREENS[0].width, scripts: false }, problems, async (tab) => {
        for (const screen of SCREENS) await standsPlain(tab, page, screen, problems);
      });
      problems.none(1, 'pages');
    });
  }
});
