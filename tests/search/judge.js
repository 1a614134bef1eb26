// node tests/search/judge.js FOLDER [--failures]: the quality of the search of the built example
// portals in a folder.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { figures, judge, judged, openIndex, PORTALS, search } from '../conformance/lib/search.js';

const [folder, ...options] = process.argv.slice(2);
const indexes = {};
for (const portal of Object.keys(PORTALS)) {
  for (const lang of ['vi', 'en']) if (existsSync(join(folder, portal, 'search', `${lang}.json`))) indexes[portal + lang] = await openIndex(join(folder, portal), lang);
}
const results = await judge(judged, async ({ ask, portal, lang }) => (await search(indexes[portal + lang], ask, { most: 50 })).map(({ address }) => address));
const line = (name, some) => {
  const { queries, mrr, recall, none } = figures(some);
  console.log(`${name.padEnd(20)} ${String(queries).padStart(4)} queries, MRR ${mrr.toFixed(3)}, recall@10 ${recall.toFixed(3)}, ${none} without a result`);
};
if (options.includes('--failures')) {
  for (const { part, group, portal, ask, rank, recall, best, addresses } of results) {
    if (part !== 'report' && (rank !== 1 || recall < 1)) console.log(`${portal}, ${group}: ${ask}\n  rank ${rank}, recall ${recall.toFixed(2)}, wanted ${best.join(' ')}\n  found ${addresses.slice(0, 4).join(' ')}`);
  }
}
for (const name of new Set(results.map(({ group }) => group))) line(name, results.filter(({ group, part }) => group === name && part !== 'report'));
for (const part of new Set(results.map(({ part }) => part))) line(`part ${part}`, results.filter((result) => result.part === part));
line('all', results);
