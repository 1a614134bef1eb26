// Makes pictures of pages: `TAMQUAN_SITE=FOLDER node shots.js OUT [ADDRESS …]`. Without addresses, one
// page of each template and language is taken, in all widths and modes. WIDTHS and MODES choose fewer.
// The file names tell the portal, the page, the width and the mode.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from './lib/chromium.js';
import { samples, WIDTHS } from './lib/browser.js';
import { MODES, newTab, picture } from './lib/pictures.js';
import { serve } from './lib/server.js';
import { origin } from './lib/site.js';

const widths = process.env.WIDTHS?.split(',').map(Number) ?? WIDTHS;
const modes = process.env.MODES?.split(',') ?? Object.keys(MODES);
const [out, ...given] = process.argv.slice(2);
if (!out) throw new Error('node shots.js OUT [ADDRESS …]');
mkdirSync(out, { recursive: true });
const addresses = given.length ? given : samples.map(([, [page]]) => page.url);
const server = await serve();
const browser = await launch();
const tab = await newTab(browser);
for (const address of addresses) {
  const name = address.replaceAll('/', '-').replace(/^-|-$/g, '') || 'home';
  for (const mode of modes) {
    for (const width of widths) {
      writeFileSync(join(out, `${new URL(origin).host}.${name}.${width}.${mode}.png`), await picture(tab, server.origin + address, { width, mode }));
    }
  }
}
await browser.close();
await server.close();
