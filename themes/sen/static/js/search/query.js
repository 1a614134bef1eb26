// Reads a query as docs/search.md defines it: units of words, each with the alternatives that may
// answer it.
import { words } from "./words.js";

const MOST_WORDS = 16;
const nameOf = ({ key, form }) => `${key} ${form}`;
const UNFINISHED = /^(?:[bcdghklmnpqrstvx]{1,3}|gi|qu)$/;
// The tables of the manifest: what explains a wording, by its keys, and the words that say little.
function tables(index) {
  if (index.tables) return index.tables;
  const { same, means, weak, everywhere } = index.manifest;
  const explained = new Map();
  let longest = 1;
  const explain = (wording, to) => {
    const from = words(wording);
    const by = from.map((word) => word.key).join(" ");
    explained.set(by, [...(explained.get(by) ?? []), { from, to: to.map(words) }]);
    longest = Math.max(longest, from.length);
  };
  for (const group of same) for (const from of group) explain(from, group.filter((other) => other !== from));
  for (const [said, meant] of means) for (const from of said) explain(from, meant);
  const set = (list) => new Set(list.flatMap(words).map(nameOf));
  return index.tables = { explained, longest, weak: set([...weak, ...everywhere]), everywhere: set(everywhere) };
}

// What explains words; those that were typed with marks must have the marks of the wording.
function explanations({ explained }, typed) {
  const entries = explained.get(typed.map((word) => word.key).join(" ")) ?? [];
  return entries.filter(({ from }) => typed.every(({ form }, at) => !form || form === from[at].form)).flatMap(({ to }) => to);
}

// { units: [{ alternatives: [[word, …], …], phrase }], marked, unfinished }. The first alternative
// of a unit has the words as typed.
export function readQuery(index, text) {
  const all = tables(index);
  const units = [];
  let left = MOST_WORDS;
  text.normalize("NFC").toLowerCase().split(/["“”]/).forEach((part, at, parts) => {
    const found = words(part).slice(0, left);
    left -= found.length;
    // Every second part stands in quotes.
    if (at % 2 && at < parts.length - 1) {
      if (found.length) units.push({ phrase: true, alternatives: [found] });
      return;
    }
    for (let from = 0, length; from < found.length; from += length) {
      let to = [];
      for (length = Math.min(all.longest, found.length - from); length > 0 && !to.length; length -= 1) to = explanations(all, found.slice(from, from + length));
      length += 1;
      units.push({ phrase: false, alternatives: [found.slice(from, from + length), ...to] });
    }
  });
  const typed = units.flatMap(({ alternatives }) => alternatives[0]);
  const isWeak = (word) => all.weak.has(nameOf(word));
  const allWeak = typed.every(isWeak);
  for (const unit of units) {
    unit.alternatives = unit.alternatives.map((words) => words.map((word) => ({ ...word, weak: !allWeak && isWeak(word), everywhere: all.everywhere.has(nameOf(word)) })));
  }
  return { units, marked: typed.some((word) => word.form), unfinished: /[\p{L}\p{N}]$/u.test(text) };
}

export const keysOf = (query) => new Set(query.units.flatMap(({ alternatives }) => alternatives.flatMap((words) => words.map((word) => word.key))));

// Whether a word of the query is unknown or unfinished, so that the vocabulary is needed.
export const isUnknown = (index, { key, everywhere }) => !everywhere && !index.entry("names", key) && !index.entry("texts", key);
export const isUnfinished = (query, unit, completing) => query.unfinished && unit === query.units.at(-1) && !unit.phrase && unit.alternatives[0].length === 1
  && (completing || UNFINISHED.test(unit.alternatives[0][0].key));
export const needsVocabulary = (index, query, completing) => query.units.some((unit) => isUnfinished(query, unit, completing) || unit.alternatives.length === 1 && unit.alternatives[0].some((word) => isUnknown(index, word)));
