// Pictures of pages that are the same on every run: the clock stands still, nothing moves, the fonts
// are those of the portal, and pictures below the screen are loaded too.
import { today } from './site.js';

// What `emulateMedia` of the browser needs for each mode.
const PLAIN = { media: 'screen', colorScheme: 'light', contrast: 'no-preference', reducedMotion: 'reduce' };
export const MODES = {
  light: PLAIN,
  dark: { ...PLAIN, colorScheme: 'dark' },
  contrast: { ...PLAIN, contrast: 'more' },
  print: { ...PLAIN, media: 'print' },
};

export async function newTab(browser) {
  const context = await browser.newContext({ locale: 'vi', timezoneId: 'Asia/Ho_Chi_Minh', deviceScaleFactor: 1 });
  const tab = await context.newPage();
  await tab.clock.setFixedTime(new Date(`${today}T09:00:00+07:00`));
  return tab;
}

// Opens a page and makes a picture of it, at most `most` pixels high.
export async function picture(tab, address, { width, mode = 'light', most = Infinity }) {
  await tab.setViewportSize({ width, height: width < 700 ? 740 : 900 });
  await tab.emulateMedia(MODES[mode]);
  await tab.goto(address, { waitUntil: 'load' });
  await tab.evaluate(() => document.querySelectorAll('img[loading]').forEach((image) => { image.loading = 'eager'; }));
  await tab.waitForLoadState('networkidle');
  const height = await tab.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
    return document.documentElement.scrollHeight;
  });
  return tab.screenshot({ fullPage: true, animations: 'disabled', caret: 'hide', clip: { x: 0, y: 0, width, height: Math.min(height, most) } });
}

// Runs in the page: a picture in half its size as WebP, so that small differences between machines in
// the edges of letters are smoothed, and a reference takes little room.
async function shrink(picture) {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
  const canvas = new OffscreenCanvas(Math.round(bitmap.width / 2), Math.round(bitmap.height / 2));
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.7 });
  return btoa(Array.from(new Uint8Array(await blob.arrayBuffer()), (byte) => String.fromCharCode(byte)).join(''));
}

// Runs in the page: how much of two pictures differs, and a picture of where. A pixel differs when
// one of its colours is more than `apart` away.
async function compare([before, after, apart]) {
  const [one, other] = await Promise.all([before, after].map(async (picture) => createImageBitmap(await (await fetch(`data:image/webp;base64,${picture}`)).blob())));
  const [width, height] = [Math.max(one.width, other.width), Math.max(one.height, other.height)];
  const pixels = (bitmap) => {
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, width, height);
  };
  const [a, b] = [pixels(one), pixels(other)];
  let differing = 0;
  for (let at = 0; at < a.data.length; at += 4) {
    let most = 0;
    for (let channel = 0; channel < 4; channel += 1) most = Math.max(most, Math.abs(a.data[at + channel] - b.data[at + channel]));
    const differs = most > apart;
    differing += differs;
    // What is the same is pale, what differs is red.
    for (let channel = 0; channel < 3; channel += 1) b.data[at + channel] = differs ? [200, 0, 0][channel] : 191 + b.data[at + channel] / 4;
    b.data[at + 3] = 255;
  }
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d').putImageData(b, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 });
  return { differing, share: differing / (width * height), difference: btoa(Array.from(new Uint8Array(await blob.arrayBuffer()), (byte) => String.fromCharCode(byte)).join('')) };
}

// A page for work with pictures: what it does in a browser needs no library.
export async function workshop(browser) {
  const tab = await (await browser.newContext()).newPage();
  return {
    shrink: async (picture) => Buffer.from(await tab.evaluate(shrink, picture.toString('base64')), 'base64'),
    compare: async (before, after, apart) => {
      const result = await tab.evaluate(compare, [before.toString('base64'), after.toString('base64'), apart]);
      return { ...result, difference: Buffer.from(result.difference, 'base64') };
    },
  };
}
