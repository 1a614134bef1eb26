// node tests/search/judge.js SITE [--failures]: the quality of the search of a built example
// portal.
import { figures, judge, openIndex, search } from '../conformance/lib/search.js';

const [site, ...options] = process.argv.slice(2);
const indexes = { vi: await openIndex(site, 'vi'), en: await openIndex(site, 'en') };
const results = await judge(async (text, lang) => (await search(indexes[lang], text, { most: 50 })).map(({ address }) => address));
const line = (name, some) => {
  const { queries, mrr, recall, none } = figures(some);
  console.log(`${name.padEnd(20)} ${String(queries).padStart(4)} queries, MRR ${mrr.toFixed(3)}, recall@10 ${recall.toFixed(3)}, ${none} without a result`);
};
if (options.includes('--failures')) {
  for (const { half, group, text, rank, recall, best, addresses } of results) {
    if (half === 'tune' && (rank !== 1 || recall < 1)) console.log(`${group}: ${text}\n  rank ${rank}, recall ${recall.toFixed(2)}, wanted ${best.join(' ')}\n  found ${addresses.slice(0, 4).join(' ')}`);
  }
}
for (const name of new Set(results.map(({ group }) => group))) line(name, results.filter(({ group }) => group === name));
for (const half of ['tune', 'report']) line(`half ${half}`, results.filter((result) => result.half === half));
line('all', results);
