// The script of the search page outside of a browser: its modules over the files of a built portal,
// and the judged queries.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
const groups = (file) => JSON.parse(readFileSync(join(root, 'tests/search', file), 'utf8')).groups;
// All judged queries, with their groups and parts (tests/search/README.md).
const queries = (file, part) => groups(file).flatMap(({ name, lang, queries }) => queries.map((query, at) => ({ portal: 'example-site', also: [], ...query, lang, group: name, part: part(at) })));
export const judged = [...queries('judged.json', (at) => (at % 2 ? 'report' : 'tune')), ...['further', 'later'].flatMap((name) => queries(`${name}.json`, () => name))];
export const PORTALS = { 'example-site': 'example-site', 'example-centre': 'tests/example-centre', 'example-department': 'tests/example-department', 'example-ministry': 'tests/example-ministry' };

// The folder of the theme does not say that its scripts are modules, so that they are copied to one
// that does.
const folder = mkdtempSync(join(tmpdir(), 'tamquan-search-'));
cpSync(join(root, 'themes/sen/static/js/search'), folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
const load = (name) => import(pathToFileURL(join(folder, name)).href);
const [{ find, first, Index, words }, slips] = await Promise.all(['engine.js', 'slips.js'].map(load));
rmSync(folder, { recursive: true, force: true });
export { words };

// The index of a site. `note` is told the name of each file that is read, and how many bytes of it
// if not the whole file; the file arrives when it has answered.
export const openIndex = (site, lang, note = () => {}) => Index.open(`${lang}.json`, async (name, from = 0, length = undefined) => {
  await note(name, length);
  const bytes = new Uint8Array(await readFile(join(site, 'search', name)));
  return length ? bytes.subarray(from, from + length) : bytes;
});

// An index whose words are one shard with these bytes.
export const openDamaged = (manifest, damaged) => Index.open('manifest', async (name) => (name === 'manifest' ? new TextEncoder().encode(JSON.stringify({ ...manifest, words: ['damaged'] })) : damaged));

// An index as a browser has it that has loaded nothing, and its round trips, each with the names of
// its files and how many bytes of each are read if not all. What is asked for together arrives
// together.
export function openFar(site, lang) {
  const trips = [];
  let asked = [];
  const arrive = () => {
    trips.push(asked.map(({ name, length }) => ({ name, length })));
    for (const { answer } of asked.splice(0)) answer();
  };
  const index = openIndex(site, lang, (name, length) => new Promise((answer) => {
    if (asked.push({ name, length, answer }) === 1) setTimeout(arrive);
  }));
  return { index, trips };
}

// [{ address, score }] of a query, best first.
export async function search(index, text, { most = 10 } = {}) {
  const { found } = await find(index, async () => slips, text);
  const numbers = first(found.numbers, most, found.isBefore);
  const cards = await index.cards(numbers);
  return numbers.map((number, at) => ({ address: cards[at].address, score: found.scores[number] }));
}

// Asks judged queries. `ask` answers a query with addresses.
export async function judge(some, ask) {
  const results = [];
  for (const query of some) {
    const addresses = await ask(query);
    const rank = addresses.findIndex((address) => query.best.includes(address)) + 1;
    const wanted = [...query.best, ...query.also];
    const recall = wanted.filter((address) => addresses.slice(0, 10).includes(address)).length / wanted.length;
    results.push({ ...query, addresses, rank, reciprocal: rank ? 1 / rank : 0, recall });
  }
  return results;
}

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
export const figures = (results) => ({ queries: results.length, mrr: mean(results.map((r) => r.reciprocal)), recall: mean(results.map((r) => r.recall)), none: results.filter((r) => !r.addresses.length).length });
