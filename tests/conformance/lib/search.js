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
const [{ Index }, { keysOf, needsVocabulary, readQuery }, { mend }, { rank }, analysis] = await Promise.all(['index.js', 'query.js', 'slips.js', 'rank.js', 'words.js'].map(load));
rmSync(folder, { recursive: true, force: true });
export const { words } = analysis;

export const openIndex = (site, lang) => Index.open(`${lang}.json`, async (name) => new Uint8Array(await readFile(join(site, 'search', name))));

// An index whose names are one shard with these bytes.
export const openDamaged = (manifest, damaged) => Index.open('manifest', async (name) => (name === 'manifest' ? new TextEncoder().encode(JSON.stringify({ ...manifest, names: ['damaged'] })) : damaged));

// [{ address, score }] of a query, best first.
export async function search(index, text, { most = 10 } = {}) {
  let query = readQuery(index, text);
  const load = (tier) => index.load(tier, keysOf(query));
  await load('names');
  let answer = rank(index, query, false);
  if (answer.needsTexts) {
    await load('texts');
    if (needsVocabulary(index, query)) {
      query = mend(index, query, await index.vocabulary());
      await Promise.all([load('names'), load('texts')]);
    }
    answer = rank(index, query, true);
  }
  const found = answer.found.slice(0, most);
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
