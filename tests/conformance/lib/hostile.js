// A page with foreign bodies in a real browser. All effects of the bodies on the page and on other
// hosts are recorded.
import { createServer } from 'node:http';
import { launch } from './chromium.js';

const HOST = 'cong.example';
const PAGE = `http://${HOST}/tin/`;
const PICTURE = '/anh/tru-so.webp'; // where the tests of bodies place the one declared picture
// A browser requests the second address of its own accord.
const PICTURES = [`http://${HOST}${PICTURE}`, `http://${HOST}/favicon.ico`];
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
// Hosts of Google, which Chromium contacts for updates.
const OF_THE_BROWSER = /(^|\.)(google|googleapis|gvt1|gstatic)\.com(:\d+)?$/;
const MOMENT = 250; // ms in which a page may still react after the events

export async function start() {
  const browser = await launch();
  return {
    // Shows the bodies on one page, sends events to all of its elements, and returns [[rule,
    // violation], …].
    async look(bodies) {
      const found = [];
      const asked = (url) => {
        if (!OF_THE_BROWSER.test(hostOf(url)) && ![PAGE, ...PICTURES].includes(url)) found.push(['nothing is asked of anybody', url]);
      };
      const proxy = await answerFor(pageOf(bodies), asked);
      const context = await browser.newContext({ proxy: { server: `http://127.0.0.1:${proxy.address().port}`, bypass: '<-loopback>' } });
      try {
        await visit(context, bodies.length, asked, (rule, detail) => found.push([rule, String(detail).slice(0, 300)]));
      } finally {
        await context.close();
        proxy.closeAllConnections();
        await new Promise((done) => proxy.close(done));
      }
      return found;
    },
    stop: () => browser.close(),
  };
}

// A proxy that all requests of a page go through: it answers with the page and the picture, tells
// every address that it is asked for, and forwards nothing.
async function answerFor(page, asked) {
  const proxy = createServer((request, response) => {
    asked(request.url);
    const [type, body] = request.url === PAGE ? ['text/html; charset=utf-8', page]
      : PICTURES.includes(request.url) ? ['image/png', PIXEL] : [];
    response.writeHead(type ? 200 : 404, { 'content-type': type ?? 'text/plain' });
    response.end(body);
  });
  for (const event of ['connect', 'upgrade']) proxy.on(event, (request, socket) => { asked(request.url); socket.destroy(); });
  await new Promise((ready) => proxy.listen(0, '127.0.0.1', ready));
  return proxy;
}

const hostOf = (url) => (URL.canParse(url) && new URL(url).host) || url;

const pageOf = (bodies) => `<!DOCTYPE html><html lang="vi"><meta charset="utf-8"><title>Trang</title><body><main id="main">${
  bodies.map((body) => `<section><div class="before">b</div>${body}<p class="after">a</p></section>`).join('\n')
}</main><footer id="foot">f</footer>`;

async function visit(context, count, asked, add) {
  await context.exposeBinding('__ran', (_, what) => add('no script runs', what));
  await context.addInitScript(listen);
  const tab = await context.newPage();
  context.on('page', (other) => add('nothing is opened', other.url()));
  context.on('request', (request) => asked(request.url()));
  tab.on('websocket', (socket) => asked(socket.url()));
  tab.on('dialog', (dialog) => { add('no script runs', dialog.message()); dialog.dismiss().catch(() => {}); });
  tab.on('pageerror', (error) => add('no script runs', error.message));
  tab.on('console', (said) => { if (said.type() === 'error') add('the console shows no error', said.text()); });
  tab.on('download', (download) => add('nothing is opened', download.url()));
  let arrived = 0;
  tab.on('framenavigated', (frame) => {
    if (frame !== tab.mainFrame()) add('there are no frames', frame.url());
    else if ((arrived += 1) > 1) add('the page stays', frame.url());
  });
  const debug = await context.newCDPSession(tab);
  debug.on('Debugger.scriptParsed', ({ url }) => { if (/^(https?|data|blob|javascript|about):/i.test(url)) add('no script runs', `code of ${url}`); });
  await debug.send('Debugger.enable');
  // This event comes at once; the new page itself may arrive after the time limit.
  debug.on('Page.windowOpen', ({ url }) => add('nothing is opened', url));
  await debug.send('Page.enable');
  try {
    await tab.goto(PAGE, { waitUntil: 'load', timeout: 60_000 });
    // A browser gives the focus when it draws the page, which may be after the page was loaded.
    await tab.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    const focused = await tab.evaluate(() => document.activeElement?.outerHTML.slice(0, 80) ?? '');
    if (!focused.startsWith('<body')) add('nothing takes the focus', focused);
    await tab.evaluate(touch);
    await tab.waitForTimeout(MOMENT);
    for (const [rule, detail] of await tab.evaluate(inspect, { count, page: PAGE, picture: PICTURE })) add(rule, detail);
  } catch (error) {
    // A page that is leaving for another address cannot be inspected, and the other page may not
    // have arrived yet.
    const leaves = /because of a navigation|navigated/.test(error.message);
    add(leaves ? 'the page stays' : 'the page can be looked at', error.message);
  }
}

// Runs in the page before its content: only a script calls these functions.
function listen() {
  const tell = window.__ran;
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) {
    window[name] = (...said) => { tell(`${name}(${said.join()})`); return null; };
  }
  Object.defineProperty(window, '__globals', { value: new Set(Object.getOwnPropertyNames(window)) });
}

// Runs in the page: sends to every element the events that a reader could cause.
function touch() {
  const leads = /^(https?|mailto|tel):$/;
  // Links may lead to other pages, so clicks on them are stopped, except for links with code.
  addEventListener('click', (event) => { if (leads.test(event.target.closest?.('a[href]')?.protocol)) event.preventDefault(); }, true);
  const all = [...Document.prototype.querySelectorAll.call(document, 'section *')];
  const events = ['pointerover', 'mouseover', 'mouseenter', 'mousedown', 'click', 'auxclick', 'contextmenu', 'focus', 'focusin', 'blur', 'keydown',
    'input', 'toggle', 'beforetoggle', 'animationstart', 'transitionend', 'scroll', 'wheel', 'copy', 'paste', 'dragstart', 'load', 'error'];
  for (const element of all) {
    if (element instanceof HTMLDetailsElement) element.open = true;
    for (const name of events) element.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }));
    // A constructed click event does not follow a link; this method does.
    if (element instanceof HTMLElement) HTMLElement.prototype.click.call(element);
  }
  scrollTo(0, 1e9);
}

// Runs in the page: inspects its state after the events.
function inspect({ count, page, picture }) {
  const found = [];
  const expect = (truth, rule, detail) => { if (!truth) found.push([rule, detail]); };
  const query = (from, selector) => [...Element.prototype.querySelectorAll.call(from, selector)];
  const root = Document.prototype.querySelectorAll.call(document, 'html')[0];
  const short = (element) => element.outerHTML.slice(0, 200);

  const clobbered = Object.getOwnPropertyNames(document).filter((name) => name !== 'location');
  expect(clobbered.length === 0, 'the document is what it was', clobbered.join());
  expect(document.getElementById instanceof Function && document.getElementById('main')?.localName === 'main', 'the document is what it was', 'getElementById');
  for (const name of ['cookie', 'title', 'URL', 'baseURI']) expect(typeof document[name] === 'string', 'the document is what it was', name);
  expect(document.title === 'Trang' && document.URL.split('#')[0] === page && document.baseURI === document.URL, 'the document is what it was', `${document.title} ${document.URL} ${document.baseURI}`);
  for (const name of ['forms', 'scripts', 'embeds', 'styleSheets']) expect(document[name]?.length === 0, 'the document is what it was', name);
  const globals = Object.getOwnPropertyNames(window).filter((name) => !window.__globals.has(name) && name !== '__globals');
  expect(globals.length === 0, 'no script runs', `window.${globals.join()}`);

  const sections = query(root, 'main > section');
  expect(sections.length === count && query(root, 'body > footer').length === 1, 'neighbours are where they were', `${sections.length} of ${count}`);
  const known = new Set(('a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 '
    + 'hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead time tr u ul wbr').split(' '));
  for (const section of sections) {
    const [first, last] = [section.firstElementChild, section.lastElementChild];
    const alone = (element, name, text) => element?.className === name && element.innerHTML === text;
    expect(alone(first, 'before', 'b') && alone(last, 'after', 'a'), 'neighbours are where they were', short(section));
    for (const element of query(section, '*')) {
      expect(element instanceof HTMLElement && known.has(element.localName), 'no element is outside the list', short(element));
      for (const { name } of element.attributes) expect(!/^(on|style$|name$|src(set|doc)$|form|is$|target$|ping$)/i.test(name), 'no attribute does anything', short(element));
      expect(!element.isContentEditable && element.tabIndex <= 0 && !element.shadowRoot, 'no attribute does anything', short(element));
    }
    for (const link of query(section, 'a[href]')) {
      const written = link.getAttribute('href');
      const inside = written.startsWith('#') && query(section, `[id="${CSS.escape(decodeURIComponent(written.slice(1)))}"]`).length === 1;
      expect(inside || ['https:', 'mailto:', 'tel:'].includes(link.protocol), 'a link leads to a place or to somebody', short(link));
    }
    for (const image of query(section, 'img')) expect(new URL(image.currentSrc || 'about:blank').pathname === picture && image.naturalWidth === 1, 'a picture is a declared one', short(image));
    const copy = document.createElement('section');
    copy.innerHTML = section.innerHTML;
    expect(copy.isEqualNode(section), 'written back it is the same tree', short(section));
    const other = new DOMParser().parseFromString(section.outerHTML, 'text/html');
    expect(other.body.firstChild.isEqualNode(section), 'written back it is the same tree', short(section));
  }
  return found;
}
