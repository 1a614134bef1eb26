// Nothing looks other than before: pages of each portal against the pictures in `looks/`. Where a
// change is wanted, `npm run looks` makes the pictures anew. A difference is reported with a page that
// shows before, after and what differs.
//
// The pictures are compared in half their size and with a tolerance. The letters come from the fonts
// of the portal, the clock stands at the day of the build, and nothing moves. What is left is the
// browser: another version of it draws edges and shadows otherwise, so that the test is skipped there
// and says so.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { samples } from './lib/browser.js';
import { launch } from './lib/chromium.js';
import { newTab, picture, workshop } from './lib/pictures.js';
import { serve } from './lib/server.js';
import { baseUrl, today } from './lib/site.js';

const APART = 40; // of 255: the least difference of a colour that an eye would call another one
const SHARE = 0.001; // of the pixels of a picture that may differ
const MOST = 2400; // px of the height of a page
const refresh = Boolean(process.env.LOOKS_REFRESH);

const host = new URL(baseUrl).host;
const folder = fileURLToPath(new URL(`looks/${host}/`, import.meta.url));
const made = JSON.parse(readFileSync(new URL('looks/made.json', import.meta.url), 'utf8'));

// Every portal shows its home page, and the example of a commune one page of the types that look most
// different. Each mode and each width is there.
const home = [['index.html', 360, 'light'], ['index.html', 1440, 'light']];
const WANTED = {
  'senvang.lamgiang.gov.vn': [
    ...home, ['index.html', 768, 'light'], ['index.html', 360, 'dark'], ['index.html', 1440, 'contrast'],
    ['service.html', 360, 'light'], ['service.html', 1440, 'dark'], ['service.html', 768, 'print'],
    ['document.html', 360, 'light'], ['article.html', 1440, 'light'], ['event-list.html', 1440, 'light'], ['event-list.html', 360, 'dark'],
    ['unit-list.html', 1440, 'light'], ['person-list.html', 360, 'light'], ['consultation.html', 360, 'contrast'],
    ['document-list.html', 1440, 'light'], ['gallery.html', 360, 'light'], ['search.html', 768, 'light'], ['404.html', 360, 'light'],
  ],
};
const wanted = (WANTED[host] ?? home).map(([template, width, mode]) => {
  const page = samples.find(([key]) => key === `${template} in vi`)?.[1][0];
  return { page, template, width, mode, name: `${template.replace('.html', '')}.${width}.${mode}` };
});

let browser;
let server;
let tab;
let shop;
const different = [];

// Why the pictures say nothing here.
async function foreign() {
  if (refresh) return undefined;
  if (!existsSync(folder)) return `there are no pictures of ${host}`;
  if (today !== made.date) return `the pictures are of ${made.date}, and the portal is of ${today}`;
  const version = browser.version().split('.')[0];
  return version === made.browser ? undefined : `the pictures are of Chromium ${made.browser}, and this is ${version}`;
}

before(async () => {
  browser = await launch();
  server = await serve();
  tab = await newTab(browser);
  shop = await workshop(browser);
});

after(async () => {
  if (refresh) writeFileSync(new URL('looks/made.json', import.meta.url), `${JSON.stringify({ date: today, browser: browser.version().split('.')[0] })}\n`);
  await browser?.close();
  await server?.close();
  if (!different.length) return;
  const out = process.env.LOOKS_OUT ?? mkdtempSync(join(tmpdir(), 'tamquan-looks-'));
  mkdirSync(out, { recursive: true });
  const shown = (picture) => `<td><img src="data:image/webp;base64,${picture.toString('base64')}" alt=""></td>`;
  const rows = different.map(({ name, share, pictures }) => `<tr><th colspan="3">${name}: ${(share * 100).toFixed(2)} %</th></tr><tr>${pictures.map(shown).join('')}</tr>`);
  const file = join(out, `${host}.html`);
  writeFileSync(file, `<!doctype html><html lang="en"><meta charset="utf-8"><title>${host}</title><style>td { vertical-align: top } th { text-align: start; padding-top: 2rem }</style><table><tr><td>before<td>after<td>what differs</tr>${rows.join('')}</table></html>`);
  console.log(`What differs is shown in ${file}. If it is wanted: npm run looks`);
});

// One after another in one tab: the pictures are then those of a quiet machine.
describe('every page looks as before', () => {
  for (const { page, template, width, mode, name } of wanted) {
    test(name, async (t) => {
      const why = await foreign();
      if (why) return t.skip(why);
      assert.ok(page, `there is a page of ${template}`);
      const file = join(folder, `${name}.webp`);
      const now = await shop.shrink(await picture(tab, server.origin + page.url, { width, mode, most: MOST }));
      if (refresh) {
        mkdirSync(folder, { recursive: true });
        // A picture that still holds stays, so that the repository does not grow.
        if (existsSync(file) && (await shop.compare(readFileSync(file), now, APART)).share <= SHARE) return undefined;
        return writeFileSync(file, now);
      }
      assert.ok(existsSync(file), `there is a picture of ${name}; npm run looks makes it`);
      const was = readFileSync(file);
      const { share, difference } = await shop.compare(was, now, APART);
      if (share > SHARE) different.push({ name, share, pictures: [was, now, difference] });
      assert.ok(share <= SHARE, `${(share * 100).toFixed(2)} % of the pixels differ, and ${SHARE * 100} % may`);
      return undefined;
    });
  }
});
