// One page of each template and language, in short: for the portals of the other agencies, whose home pages and content differ from
// those of the example. Each page is opened once, and only home pages are looked at in every width and colour, because the other
// templates are those of the example: three portals cost less than a minute.
import { after, before, describe, test } from 'node:test';
import { join } from 'node:path';
import { COLOURS } from './lib/chromium.js';
import { accessible, samples, start, withinScreen } from './lib/browser.js';
import { SCREENS, stands } from './lib/geometry.js';
import { check, nothingToReport } from './lib/nu.js';
import { Problems } from './lib/problems.js';
import { folder } from './lib/site.js';

const chosen = samples.map(([key, [page]]) => [key, page]);

let browser;
before(async () => { browser = await start(); });
after(() => browser?.stop());

// The checker uses one processor while the browser starts.
describe('one page of each template', { concurrency: 3 }, () => {
  test('Nu checker: no error and no warning', async () => nothingToReport(await check(chosen.map(([, page]) => join(folder, page.file))), chosen.length, 'HTML'));

  for (const [key, page] of chosen) {
    test(`accessible, in its place and within the screen: ${key}`, async () => {
      const problems = new Problems();
      const home = page.template === 'index.html';
      await browser.visit(page, { width: SCREENS[0].width }, problems, async (tab) => {
        for (const screen of SCREENS) {
          await tab.setViewportSize({ width: screen.width, height: 800 });
          await stands(tab, page, screen, problems);
          await withinScreen(tab, page, `${screen.width} px`, problems);
          if (home || screen === SCREENS[0]) await accessible(tab, page, `light, ${screen.width} px`, problems);
        }
        if (!home) return;
        await tab.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
        await accessible(tab, page, 'dark', problems, COLOURS);
      });
      problems.none(1, 'pages');
    });
  }
});
