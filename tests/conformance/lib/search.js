// The script of the search page outside of a browser: its modules over the files of a built portal,
// and the judged queries.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const judged = JSON.parse(readFileSync(join(root, 'tests/search/judged.json'), 'utf8')).groups;

// The folder of the theme does not say that its scripts are modules, so that they are copied to one
// that does.
const folder = mkdtempSync(join(tmpdir(), 'tamquan-search-'));
cpSync(join(root, 'themes/sen/static/js/search'), folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
const load = (name) => import(pathToFileURL(join(folder, name)).href);
const [{ Index, needsVocabulary, rank, readQuery, words }, { mend }] = await Promise.all(['engine.js', 'slips.js'].map(load));
rmSync(folder, { recursive: true, force: true });
export { words };

// The index of a site. `note` is told the name of each file that is read, and how many bytes of it
// if not the whole file.
export const openIndex = (site, lang, note = () => {}) => Index.open(`${lang}.json`, async (name, from = 0, length = undefined) => {
  note(name, length);
  const bytes = new Uint8Array(await readFile(join(site, 'search', name)));
  return length ? bytes.subarray(from, from + length) : bytes;
});

// An index whose words are one shard with these bytes.
export const openDamaged = (manifest, damaged) => Index.open('manifest', async (name) => (name === 'manifest' ? new TextEncoder().encode(JSON.stringify({ ...manifest, words: ['damaged'] })) : damaged));

// [{ address, score }] of a query, best first. `step` is called before each round trip.
export async function search(index, text, { most = 10, step = () => {} } = {}) {
  let query = readQuery(index, text);
  step();
  await index.load(query);
  if (needsVocabulary(query)) {
    step();
    query = mend(query, await index.vocabulary());
    step();
    await index.load(query);
  }
  const found = rank(index, query).slice(0, most);
  step();
  const cards = await index.cards(found.map(({ number }) => number));
  return found.map(({ number, score }) => ({ address: cards.find((card) => card.number === number).address, score }));
}

// Asks all judged queries. `ask` answers a query and a language with addresses.
export async function judge(ask) {
  const results = [];
  for (const group of judged) {
    for (const [at, { ask: text, best, also = [] }] of group.queries.entries()) {
      const addresses = await ask(text, group.lang);
      const rank = addresses.findIndex((address) => best.includes(address)) + 1;
      const wanted = [...best, ...also];
      const recall = wanted.filter((address) => addresses.slice(0, 10).includes(address)).length / wanted.length;
      results.push({ group: group.name, half: at % 2 ? 'report' : 'tune', text, best, addresses, rank, reciprocal: rank ? 1 / rank : 0, recall });
    }
  }
  return results;
}

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
export const figures = (results) => ({ queries: results.length, mrr: mean(results.map((r) => r.reciprocal)), recall: mean(results.map((r) => r.recall)), none: results.filter((r) => !r.addresses.length).length });
