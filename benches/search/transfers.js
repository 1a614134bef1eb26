// node benches/search/transfers.js SITE: what a browser loads from the index of a built portal for
// each query of queries.json, and how long the script takes, as JSON. Files count as a host sends
// them: texts compressed by gzip, others as they are, single cards by their ranges.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openIndex, search } from '../../tests/conformance/lib/search.js';

const [site] = process.argv.slice(2);
const queries = JSON.parse(readFileSync(new URL('queries.json', import.meta.url), 'utf8'));
const sizes = new Map();
function size(name) {
  const file = join(site, 'search', name);
  if (!sizes.has(name)) sizes.set(name, /\.(json|txt)$/.test(name) ? gzipSync(readFileSync(file), { level: 6 }).length : statSync(file).size);
  return sizes.get(name);
}

const answers = [];
for (const query of queries) {
  const trips = [];
  const step = () => trips.push({ files: 0, bytes: 0 });
  step();
  const index = await openIndex(site, 'vi', (name, length) => {
    trips.at(-1).files += 1;
    trips.at(-1).bytes += length ?? size(name);
  });
  const found = await search(index, query, { step });
  // Once more, with everything loaded: what is left is the script.
  const begin = performance.now();
  await search(index, query);
  answers.push({ query, trips, results: found.length, milliseconds: performance.now() - begin });
}
console.log(JSON.stringify(answers));
