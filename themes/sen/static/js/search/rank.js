// Ranks the documents of a query, as docs/search.md defines it; `src/search/ranking.rs` has the
// same arithmetic.
const IN_NAMES = [24, 30, 22]; // title, number or code, keywords
const IN_TEXTS = [4, 6, 9, 9]; // body, body three times or more, summary or field, heading
const EXACT = 4, FOLDED = 2;
const STATES = [16, 13, 9]; // the portal's own, another portal's, no longer in force
const ENOUGH = 10;
const FAR = 10;
export const SMALL = 2048; // documents of a portal whose texts are always read
const NOWHERE = { names: 0, texts: 0, exact: 0, places: [] };

// What the loaded tiers say of a word: its points, exactness and places in the names, by document.
function evidence(index, word, marked) {
  const { documents } = index.manifest;
  const names = index.entry("names", word.key);
  const texts = index.entry("texts", word.key);
  const found = new Map();
  const at = (number) => {
    let here = found.get(number);
    if (!here) found.set(number, here = { ...NOWHERE });
    return here;
  };
  const exactness = (form) => (!marked || word.anyForm || form === word.form ? EXACT : FOLDED);
  for (const { form, postings } of names?.forms ?? []) {
    const exact = exactness(form);
    for (const [number, places] of postings) {
      const here = at(number);
      for (const place of places) here.names = Math.max(here.names, IN_NAMES[place & 3] * exact);
      here.exact = Math.max(here.exact, exact);
      here.places = here.places.length ? [...here.places, ...places] : places;
    }
  }
  for (const { form, postings } of texts?.forms ?? []) {
    const exact = exactness(form);
    for (const [number, weight] of postings) {
      const here = at(number);
      here.texts = Math.max(here.texts, IN_TEXTS[weight] * exact);
      here.exact = Math.max(here.exact, exact);
    }
  }
  const having = word.everywhere ? documents : Math.max(names?.documents ?? 0, texts?.documents ?? 0);
  const rarity = (2 + Math.min(14, 31 - Math.clz32(Math.floor((documents + 1) / (having + 1)) || 1))) * 4;
  return {
    key: word.key, found, known: having > 0, rarity: word.weak ? rarity >> 2 : rarity,
    inAll: Boolean(word.everywhere || names?.common || texts?.common),
  };
}

const placesOf = (word, number) => (word.found.get(number) ?? NOWHERE).places;

// The place directly behind a place, if it is among others.
function following(place, others) {
  if (place & 4) return undefined;
  for (const other of others) if ((other & 3) === (place & 3) && other >> 3 === (place >> 3) + 1) return other;
  return undefined;
}

// Words that are next to each other in a field of the names.
function together(words, number) {
  let score = 0;
  for (let next = 1; next < words.length; next += 1) {
    const places = placesOf(words[next], number);
    if (places.length && placesOf(words[next - 1], number).some((place) => following(place, places) !== undefined)) score += 12 * (words[next - 1].rarity + words[next].rarity);
  }
  return score;
}

// Where words end that stand one after the other from a place.
function endOf(place, words, number) {
  for (let next = 1; next < words.length && place !== undefined; next += 1) place = following(place, placesOf(words[next], number));
  return place;
}
const inRow = (words, number) => placesOf(words[0], number).some((place) => endOf(place, words, number) !== undefined);

// A title, number or code that is asked for as a whole, or from its beginning, or to its end.
function whole(words, number) {
  let most = 0, sum = 0;
  for (const { rarity } of words) sum += rarity;
  for (const first of placesOf(words[0], number)) {
    if ((first & 3) > 1) continue;
    const last = endOf(first, words, number);
    if (last === undefined) continue;
    const start = first >> 3, begins = start === 0, ends = (last & 4) !== 0, title = (first & 3) === 0;
    most = Math.max(most, (begins ? 24 : 0) + (ends ? 48 : 0) + (begins && ends ? title ? 96 : 256 : 0) - (title ? Math.min(start, 8) : 0));
  }
  return Math.floor((most * sum) / 8);
}

// The alternative of a unit that counts most for a document, with its words that are next to each
// other; undefined when none fits.
function best(unit, number) {
  let chosen;
  for (const alternative of unit) {
    const { words } = alternative;
    let sum = 0, exact = EXACT;
    for (const { found, inAll } of words) {
      const here = found.get(number) ?? NOWHERE;
      let points = here.names ? here.names + (here.texts >> 2) : here.texts;
      if (inAll) points = Math.max(points, IN_TEXTS[0] * EXACT);
      else exact = Math.min(exact, here.exact);
      if (!points) { sum = 0; break; }
      sum += points;
    }
    if (!sum) continue;
    // A phrase that is scattered is worth as much as words with other marks.
    if (unit.strict && !inRow(words, number)) exact = FOLDED;
    const score = alternative.rarity * Math.floor(sum / words.length);
    const most = words.length > 1 ? score + together(words, number) : score;
    if (!chosen || most > chosen.most) chosen = { score, most, exact, words };
  }
  return chosen;
}

// { found: [{ number, score }], best first; needsTexts, when only the texts can answer the query }.
export function rank(index, query, withTexts) {
  const known = new Map();
  const evidenceOf = (word) => {
    const by = `${word.key} ${word.anyForm ? "" : word.form} ${word.weak ? 1 : 0}`;
    if (!known.has(by)) known.set(by, evidence(index, word, query.marked));
    return known.get(by);
  };
  const units = query.units.map(({ alternatives }) => {
    const unit = alternatives.map((words) => {
      const all = words.map(evidenceOf);
      return { words: all, rarity: Math.max(...all.map(({ rarity }) => rarity)) };
    });
    const [typed] = unit;
    if (typed.words.every((word) => word.known)) for (const other of unit) other.rarity = Math.min(other.rarity, typed.rarity);
    return unit;
  });
  const numbers = new Set();
  for (const word of known.values()) for (const number of word.found.keys()) numbers.add(number);
  // The words of a phrase should be neighbours, if they are anywhere in the names.
  units.forEach((unit, at) => { unit.strict = query.units[at].phrase && [...numbers].some((number) => inRow(unit[0].words, number)); });
  const total = units.reduce((sum, [typed]) => sum + typed.rarity, 0);
  const fits = [];
  let most = 0, complete = 0;
  for (const number of numbers) {
    let base = 0, covered = 0, lacking = 0;
    const sequence = [];
    for (const unit of units) {
      const chosen = best(unit, number);
      if (!chosen) { lacking += 1; continue; }
      base += chosen.score;
      covered += unit[0].rarity * chosen.exact;
      sequence.push(...chosen.words);
    }
    covered = Math.floor(covered / EXACT);
    most = Math.max(most, covered);
    if (!lacking) complete += 1;
    if (sequence.length) fits.push({ number, base, covered, lacking, sequence });
  }
  if (!withTexts && (complete < ENOUGH || index.manifest.documents <= SMALL)) return { found: [], needsTexts: true };
  const least = most * 2 >= total ? total : most * 2;
  const found = [];
  for (const { number, base, covered, lacking, sequence } of fits) {
    if (covered * 2 < least) continue;
    const { kind, lowered, year } = index.run(number);
    let score = base + together(sequence, number) + whole(sequence, number);
    score = Math.floor((score * covered * covered) / (total * total));
    score = Math.floor((Math.floor((score * index.manifest.kinds[kind][2]) / 16) * STATES[lowered]) / 16);
    found.push({ number, score, year, lacking, whole: covered === total });
  }
  found.sort((a, b) => b.score - a.score || b.year - a.year || b.number - a.number);
  // What has not all words as they were typed, and is far from the best, answers another question.
  const enough = found.length ? found[0].score : 0;
  const near = found.filter(({ score, whole }) => whole || score * FAR >= enough);
  // The keys that answered in the best document, by unit.
  if (near.length) near[0].keys = units.map((unit) => best(unit, near[0].number)?.words.map((word) => word.key));
  return { found: near, needsTexts: false, withTexts };
}
