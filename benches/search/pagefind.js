// node benches/search/pagefind.js FOLDER: what a browser loads from an index of Pagefind for each
// query of queries.json, as JSON. Pagefind compresses its files itself, except for its scripts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const [folder] = process.argv.slice(2);
const queries = JSON.parse(readFileSync(new URL('queries.json', import.meta.url), 'utf8'));
const ORIGIN = 'http://localhost/pagefind/';
let loaded = 0;
const size = (name, bytes) => (/\.(js|json)$/.test(name) ? gzipSync(bytes, { level: 6 }).length : bytes.length);
globalThis.fetch = async (url) => {
  const name = new URL(url, ORIGIN).pathname.replace('/pagefind/', '');
  const bytes = readFileSync(join(folder, name));
  loaded += size(name, bytes);
  return new Response(bytes, { headers: { 'content-type': name.endsWith('.json') ? 'application/json' : 'application/octet-stream' } });
};
globalThis.window = { location: { origin: 'http://localhost' } };
globalThis.location = globalThis.window.location;
globalThis.document = { querySelector: () => null, currentScript: null, documentElement: { lang: 'vi' } };

const module = `${pathToFileURL(join(folder, 'pagefind.js')).href}`;
const script = size('pagefind.js', readFileSync(join(folder, 'pagefind.js')));
const answers = [];
for (const [at, query] of queries.entries()) {
  // A new copy of the module, as in a new visit.
  const visit = async (number) => {
    const pagefind = await import(`${module}?${number}`);
    loaded = script;
    await pagefind.options({ basePath: ORIGIN, baseUrl: '/', noWorker: true });
    await pagefind.init();
    return pagefind;
  };
  const ask = async (pagefind) => {
    const { results } = await pagefind.search(query);
    await Promise.all(results.slice(0, 10).map((result) => result.data()));
    return results.length;
  };
  const results = await ask(await visit(2 * at));
  const first = loaded;
  const again = await visit(2 * at + 1);
  await again.search('q');
  const before = loaded;
  await ask(again);
  answers.push({ query, first, later: loaded - before, results });
}
console.log(JSON.stringify(answers));
process.exit();
