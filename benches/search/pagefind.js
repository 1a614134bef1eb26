// node benches/search/pagefind.js FOLDER: what a browser loads from an index of Pagefind for every
// fourth query of queries.json (each visit takes seconds and stays in memory), as JSON. Pagefind
// compresses its files itself, except for its scripts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const [folder] = process.argv.slice(2);
const queries = JSON.parse(readFileSync(new URL('queries.json', import.meta.url), 'utf8')).filter((_, at) => at % 4 === 0);
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
// A new copy of the module, as in a new visit. Answers the number of results.
let visits = 0;
async function visit(query) {
  const pagefind = await import(`${module}?${visits += 1}`);
  loaded = script;
  await pagefind.options({ basePath: ORIGIN, baseUrl: '/', noWorker: true });
  await pagefind.init();
  const { results } = await pagefind.search(query);
  await Promise.all(results.slice(0, 10).map((result) => result.data()));
  return results.length;
}

// What a first visit loads before any query: no page has this word.
await visit('qqqq');
const start = loaded;
const answers = [];
for (const query of queries) {
  const results = await visit(query);
  answers.push({ query, first: loaded, later: loaded - start, results });
}
console.log(JSON.stringify(answers));
process.exit();
