// node benches/search/answers.js SITE [SLOWDOWN]: how long Chromium takes for the answer to each query
// of queries.json over the index of a built portal, as JSON, once the files of the answer are there:
// the median of five rounds, because anything that slows the machine for a while slows one round.
// The processor counts as so many times slower as SLOWDOWN says (4 unless given). It needs the
// packages of tests/conformance.
import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { launch } from '../../tests/conformance/lib/chromium.js';
import { root } from '../../tests/conformance/lib/search.js';

const [site, slowdown = '4'] = process.argv.slice(2);
const queries = JSON.parse(readFileSync(new URL('queries.json', import.meta.url), 'utf8'));
const ROOMS = { js: join(root, 'themes/sen/static/js/search'), search: join(site, 'search') };
const ROUNDS = 5;
const TYPES = { js: 'text/javascript', json: 'application/json', html: 'text/html' };

const browser = await launch();
try {
  const tab = await browser.newPage();
  // All requests are answered from the disk, so that no port is opened.
  await tab.route('**/*', async (route) => {
    const [room, ...rest] = new URL(route.request().url()).pathname.slice(1).split('/');
    if (!ROOMS[room]) return route.fulfill({ contentType: TYPES.html, body: '<!doctype html><title>search</title>' });
    const name = normalize(rest.join('/'));
    return route.fulfill({ contentType: TYPES[name.split('.').pop()] ?? 'application/octet-stream', body: readFileSync(join(ROOMS[room], name)) });
  });
  await tab.goto('http://portal.invalid/');
  const debug = await tab.context().newCDPSession(tab);
  const answers = await tab.evaluate(async (queries) => {
    const [{ find, first, Index }, slips] = await Promise.all([import('/js/engine.js'), import('/js/slips.js')]);
    const index = await Index.open('vi.json', async (name, from = 0, length = undefined) => {
      const bytes = new Uint8Array(await (await fetch(`/search/${name.split('/').pop()}`)).arrayBuffer());
      return length ? bytes.subarray(from, from + length) : bytes;
    });
    globalThis.answer = async (query) => {
      const { found } = await find(index, async () => slips, query);
      return index.cards(first(found.numbers, 10, found.isBefore));
    };
    for (const query of queries) await globalThis.answer(query);
  }, queries).then(async () => {
    await debug.send('Emulation.setCPUThrottlingRate', { rate: Number(slowdown) });
    return tab.evaluate(async ([queries, ROUNDS]) => {
      const times = queries.map(() => []);
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [at, query] of queries.entries()) {
          const begin = performance.now();
          await globalThis.answer(query);
          times[at].push(performance.now() - begin);
        }
      }
      const middle = (all) => all.sort((a, b) => a - b)[ROUNDS >> 1];
      return queries.map((query, at) => ({ query, milliseconds: middle(times[at]) }));
    }, [queries, ROUNDS]);
  });
  console.log(JSON.stringify(answers));
} finally {
  await browser.close();
}
