// Where things are on the screen: the bars of docs/design.md, for one page of each template.
import { after, before, describe, test } from 'node:test';
import { samples, start } from './lib/browser.js';
import { SCREENS, stands, standsPlain } from './lib/geometry.js';
import { Problems } from './lib/problems.js';

let browser;
before(async () => { browser = await start(); });
after(() => browser?.stop());

describe('what stands where', { concurrency: 2 }, () => {
  for (const [key, [page]] of samples) {
    test(`title, lines, sizes and heights: ${key}`, async () => {
      const problems = new Problems();
      for (const screen of SCREENS) {
        await browser.visit(page, { width: screen.width }, problems, (tab) => stands(tab, page, screen, problems));
        await browser.visit(page, { width: screen.width, scripts: false }, problems, (tab) => standsPlain(tab, page, screen, problems));
      }
      problems.none(1, 'pages');
    });
  }
});
