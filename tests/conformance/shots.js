// Makes pictures of pages: `TAMQUAN_SITE=FOLDER node shots.js OUT [ADDRESS …]`. Without addresses, one page of each
// template is taken, in all widths and modes. The file names tell the page, the width and the mode.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from './lib/chromium.js';
import { samples } from './lib/browser.js';
import { serve } from './lib/server.js';

const WIDTHS = (process.env.WIDTHS ?? '360,768,1440').split(',').map(Number);
const MODES = (process.env.MODES ?? 'light,dark').split(',');
const [out, ...given] = process.argv.slice(2);
if (!out) throw new Error('node shots.js OUT [ADDRESS …]');
mkdirSync(out, { recursive: true });
const addresses = given.length ? given : samples.map(([, [page]]) => page.url);
const server = await serve();
const browser = await launch();
for (const colorScheme of MODES) {
  for (const width of WIDTHS) {
    const height = width < 700 ? 740 : 900;
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: 'vi', reducedMotion: 'reduce' });
    const tab = await context.newPage();
    for (const address of addresses) {
      await tab.goto(server.origin + address, { waitUntil: 'load' });
      // Pictures below the screen are loaded too, because the whole page is shown.
      await tab.evaluate(() => { document.querySelectorAll('img[loading]').forEach((i) => { i.loading = 'eager'; }); });
      await tab.waitForLoadState('networkidle');
      await tab.evaluate(() => document.fonts.ready.then(() => true));
      const name = address.replaceAll('/', '-').replace(/^-|-$/g, '') || 'home';
      await tab.screenshot({ path: join(out, `${name}.${width}.${colorScheme}.png`), fullPage: !process.env.FOLD });
      const measures = await tab.evaluate(() => ({
        h1: Math.round(document.querySelector('h1').getBoundingClientRect().top),
        height: document.documentElement.scrollHeight,
        foot: Math.round(document.querySelector('.site-footer').getBoundingClientRect().height),
        wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        sizes: new Set([...document.querySelectorAll('body *')].filter((e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())).map((e) => getComputedStyle(e).fontSize)).size,
      }));
      console.log(name, width, colorScheme, JSON.stringify(measures));
    }
    await context.close();
  }
}
await browser.close();
await server.close();
