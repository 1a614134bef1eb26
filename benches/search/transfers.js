// node benches/search/transfers.js SITE: what a browser loads from the index of a built portal for
// each query of queries.json, and how long the script takes, as JSON. Files count as a host sends
// them: texts compressed by gzip, others as they are, single cards by their ranges.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openFar, search } from '../../tests/conformance/lib/search.js';

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
  const far = openFar(site, 'vi');
  const index = await far.index;
  const found = await search(index, query);
  const trips = far.trips.map((files) => ({ files: files.length, bytes: files.reduce((sum, { name, length }) => sum + (length ?? size(name)), 0) }));
  // Once more, with everything loaded: what is left is the script.
  const begin = performance.now();
  await search(index, query);
  answers.push({ query, trips, results: found.length, milliseconds: performance.now() - begin });
}
console.log(JSON.stringify(answers));
