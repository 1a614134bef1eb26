// The search in a portal without its page: words, queries, the index and the ranking, as
// docs/search.md defines them. `src/search/` has the same in Rust.

// The words of a text, as docs/search.md defines them: the key that all spellings share, and the
// form that tells them apart.
const WORD = /[0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\uff10-\uffdc\u{20000}-\u{10ffff}]+/gu;
const ROMAN = "ii iii iv   vii viii ix   xii xiii xiv xv xvi xvii xviii xix xx".split(" ");
// An English plural, which no Vietnamese syllable looks like: it has vowels in two places.
const PLURAL = /^(?=.*[aeiouy][^aeiouyw]+[aeiouy])(?:(.*(?:i|[cs]h|ss|x))es|(.*[^siu])s)$/;
const TONES = "\u0300\u0301\u0309\u0303\u0323";
const SHAPES = { a: "\u0302\u0306", e: "\u0302", o: "\u0302\u031b", u: "\u031b", d: "\u0335" };

export function keyAndForm(word) {
  // đ has no decomposition, so that it is given one here.
  const parts = word.normalize("NFD").replace(/đ/g, "d\u0335");
  let tone = 0, form = 0, factor = 6;
  for (const [, letter, marks] of parts.matchAll(/(.)([\u0300-\u036f]*)/gsu)) {
    for (const mark of marks) tone = TONES.indexOf(mark) + 1 || tone;
    const shapes = SHAPES[letter];
    if (!shapes || factor > 1 << 24) continue;
    form += ([...shapes].findIndex((shape) => marks.includes(shape)) + 1) * factor;
    factor *= shapes.length + 1;
  }
  let key = [...parts.replace(/[\u0300-\u036f]/g, "")].slice(0, 24).join("");
  const number = ROMAN.indexOf(key);
  if (number >= 0 && key) key = String(number + 2);
  key = key.replace(/^0(?=\d$)/, "").replace(/(^|[bcdghklmnpqrstvx]|^qu)y$/, "$1i").replace(PLURAL, "$1$2");
  return { key, form: form + tone };
}

const known = new Map();
export function words(text) {
  return [...text.matchAll(WORD)].map(({ 0: raw, index }) => {
    const lower = raw.normalize("NFC").toLowerCase().replace(/ð/g, "đ");
    let word = known.get(lower);
    if (!word) known.set(lower, word = keyAndForm(lower));
    return { ...word, text: lower, from: index, to: index + raw.length };
  });
}

// Reads a query as docs/search.md defines it: units of words, each with the alternatives that may
// answer it.

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

// { units: [{ alternatives: [[word, …], …], phrase }], keys, marked, unfinished }. The first
// alternative of a unit has the words as typed; `keys` is what was loaded of the index.
function readQuery(index, text) {
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
  return { units, keys: new Map(), marked: typed.some((word) => word.form), unfinished: /[\p{L}\p{N}]$/u.test(text) };
}

// All words, those as typed before their explanations.
export function wordsOf({ units }) {
  const most = Math.max(0, ...units.map(({ alternatives }) => alternatives.length));
  return Array.from({ length: most }, (_, at) => units.flatMap(({ alternatives }) => alternatives[at] ?? [])).flat();
}
export const keysOf = (query) => new Set(wordsOf(query).map(({ key }) => key));

// Whether a unit is a word that may be a slip. A phrase is taken at its word, and a number is no slip
// of another one.
const isPlain = ({ phrase, alternatives: [[{ key, everywhere }], other] }) => !phrase && !other && !everywhere && !/^\d+$/.test(key);
export const isUnknown = ({ keys }, unit) => isPlain(unit) && keys.get(unit.alternatives[0][0].key).having === 0;
export const isUnfinished = (query, unit, completing) => query.unfinished && unit === query.units.at(-1) && !unit.phrase && unit.alternatives[0].length === 1
  && (completing || UNFINISHED.test(unit.alternatives[0][0].key));
// Before anything of the words was read: whether a unit may be unknown.
const maybeUnknown = ({ levels, syllables }, unit) => isPlain(unit) && ![levels, syllables].some((known) => known.has(unit.alternatives[0][0].key));

// Reads the files of the index, as docs/search.md defines them. Each file is asked for once.

const KEY = new TextEncoder();
const TEXT = new TextDecoder();
const SMALL = 2048; // documents of a portal of whose queries all words are read
const MOST_READ = 6; // words that are read of a query in a larger one

const hash = (key) => {
  let h = 0x811c9dc5;
  for (const byte of KEY.encode(key)) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  return h;
};

// The bits of postings: what is expected of each follows from those before it.
class Bits {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = this.code = 0;
    this.range = 0xffffffff;
    this.zeros = new Uint16Array(288).fill(1 << 15);
    this.seen = new Uint8Array(288);
    for (let byte = 4; byte--;) this.next();
  }
  next() { this.code = (this.code << 8 | this.bytes[this.at++]) >>> 0; }
  narrow(bound) {
    const bit = this.code >= bound;
    if (bit) {
      this.code -= bound;
      this.range -= bound;
    } else this.range = bound;
    while (this.range < 1 << 24) {
      this.range *= 256;
      this.next();
    }
    return bit;
  }
  bit(context) {
    const { zeros, seen } = this;
    const bit = this.narrow((this.range >>> 16) * zeros[context]);
    const shift = 32 - Math.clz32(seen[context] + 1);
    zeros[context] += bit ? -(zeros[context] >> shift) : 65536 - zeros[context] >> shift;
    if (seen[context] < 15) seen[context] += 1;
    return bit;
  }
  number(contexts) {
    let bits = 0;
    while (bits < 31 && this.bit(contexts + bits)) bits += 1;
    let number = 1;
    if (bits) number = 2 + this.bit(contexts + 32 + bits);
    for (let left = bits; --left > 0;) number = number * 2 + this.narrow(this.range >>> 1);
    return number - 1;
  }
  // How many of at most two bits are ones before the first zero.
  ones(context) { return this.bit(context) && 1 + this.bit(context + 1); }
}

const MOST_PLACES = 3 * 4096;
const NO_TEXT = 3;
const damaged = () => { throw new RangeError("damaged index"); };

// The documents that have a form of a word, in order. The weight in a text is 0 for an attachment, 1
// for the body, 2 for the summary, a field or a heading; NO_TEXT without. The places in the names of
// the document at `at` are those from starts[at] to starts[at + 1]; a place is one number: position
// · 8 + 4 if the word is the last one of the field + the field.
function postings(bytes, count, end) {
  if (count > end) damaged();
  const bits = new Bits(bytes);
  const numbers = new Uint32Array(count), weights = new Uint8Array(count), starts = new Uint32Array(count + 1);
  const places = [];
  for (let at = 0, number = -1; at < count; at += 1) {
    number += 1 + bits.number(32);
    if (number >= end) damaged();
    numbers[at] = number;
    const named = bits.bit(0);
    if (named) do {
      const field = bits.bit(1) ? 1 + bits.bit(2) : 0;
      places.push(bits.number(96 + 64 * field) * 8 + bits.bit(3 + field) * 4 + field);
    } while (bits.bit(6) && places.length - starts[at] < MOST_PLACES);
    weights[at] = !named ? bits.ones(8) : bits.bit(7) ? bits.ones(11) : NO_TEXT;
    starts[at + 1] = places.length;
  }
  return { numbers, weights, starts, places };
}

// Key → { having, forms: [{ form, postings }] }: how many documents have the key; the postings of a
// form are read when they are first asked for.
function shard(bytes, end) {
  let at = 0;
  const check = () => { if (at > bytes.length) damaged(); };
  const varint = () => {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * factor;
      if (!(byte >= 128)) return value;
    }
  };
  const keys = new Map();
  const all = [];
  for (let count = varint(); count--; check()) {
    const length = varint();
    const key = TEXT.decode(bytes.subarray(at, at += length));
    const [names, texts, , files] = [varint(), varint(), varint(), varint()];
    const having = Math.max(names, texts, files && 1);
    const forms = [];
    for (let left = varint(); left--; check()) {
      const entry = {
        form: varint(), count: varint(), length: varint(),
        get postings() { return this.list ??= postings(this.part, this.count, end); },
      };
      forms.push(entry);
      all.push(entry);
    }
    keys.set(key, { having, forms });
  }
  for (const entry of all) {
    entry.part = bytes.subarray(at, at += entry.length);
    check();
  }
  return keys;
}

export class Index {
  // `ask` answers a name of a file beside the manifest with its bytes, or with some of them. What
  // stands before `/search/` in the address of the manifest is the path of the portal on its host.
  static async open(manifest, ask) {
    const read = JSON.parse(TEXT.decode(await ask(manifest)));
    const [rhymes, known] = read.known;
    const has = (digits, at) => parseInt(digits[at >> 2], 16) >> (at & 3) & 1;
    return Object.assign(new Index(), {
      ask,
      base: manifest.replace(/(\/search\/)?[^/]*$/, ""),
      files: new Map(),
      large: read.documents > SMALL,
      levels: new Map(read.common.flatMap((keys, level) => keys.map((key) => [key, level]))),
      manifest: read,
      syllables: new Set(Object.entries(known).flatMap(([initial, digits]) => rhymes.filter((_, at) => has(digits, at)).map((rhyme) => initial + rhyme))),
    });
  }

  file(name, read, ...part) {
    const by = [name, ...part].join(" ");
    if (!this.files.has(by)) {
      const file = this.ask(name, ...part).then(read);
      file.catch(() => this.files.delete(by));
      this.files.set(by, file);
    }
    return this.files.get(by);
  }

  // Loads what the shards say of the words of a query that are new, the ones that matter first. In a
  // large portal, further words are left out: they count as in all documents.
  async load({ keys, ...query }) {
    const order = ({ key, everywhere, weak }) => (everywhere ? 10 : weak ? 9 : 8 - (this.levels.get(key) ?? 8));
    const words = wordsOf(query).sort((a, b) => order(a) - order(b));
    const wanted = [...new Set(words.map(({ key }) => key))].filter((key) => !keys.has(key));
    const { words: digests } = this.manifest;
    await Promise.all(wanted.map(async (key, at) => {
      if (this.large && at >= MOST_READ) keys.set(key, { level: this.levels.get(key) ?? 0, forms: [] });
      else {
        const found = await this.file(`${digests[hash(key) % digests.length]}.bin`, (bytes) => shard(bytes, this.manifest.end));
        keys.set(key, found.get(key) ?? { having: 0, forms: [] });
      }
    }));
  }

  // The keys of the names, with the number of documents that have each; other syllables with none.
  vocabulary() {
    return this.file(`${this.manifest.vocabulary}.txt`, (bytes) => new Map([
      ...[...this.syllables].map((key) => [key, 0]),
      ...TEXT.decode(bytes).split("\n").filter(Boolean).map((line) => line.split("\t")).map(([key, documents]) => [key, Number(documents)]),
    ]));
  }

  // The run of a document: where it ends; the kind, section, state and year of its documents.
  run(number) {
    const { runs } = this.manifest;
    let low = 0, high = runs.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (runs[middle][0] <= number) low = middle; else high = middle;
    }
    const [first, count, kind, section, lowered, year] = runs[low];
    return { end: first + count, kind, section, lowered, year };
  }

  // Of a large portal, only the part of a file with the card is loaded.
  async cards(numbers) {
    const { cards: [size, blocks], sections } = this.manifest;
    return Promise.all(numbers.map(async (number) => {
      const [digest, length] = blocks[Math.floor(number / size)];
      const from = number % size * length;
      const bytes = await this.file(`${digest}.txt`, (bytes) => bytes, ...(this.large ? [from, length] : []));
      const [title, address, summary = "", label = "", date = "", more = {}] = JSON.parse(TEXT.decode(this.large ? bytes : bytes.subarray(from, from + length)));
      const run = this.run(number);
      return { number, title, address: this.base + (address.startsWith("/") ? address : sections[run.section][1] + address), summary, label, date, more, ...run };
    }));
  }
}

// Ranks the documents of a query, as docs/search.md defines it; `src/search/ranking.rs` has the
// same arithmetic.
const IN_NAMES = [24, 30, 22]; // title, number or code, keywords
const IN_FILE = 2, IN_TEXT = 9; // attachment; body, summary, field or heading
const EXACT = 8, SCATTERED = 7, FOLDED = 3, OTHER = 1;
const STATES = [16, 13, 12]; // the portal's own, another portal's, no longer in force
const FAR = 40;
const FEW = 20;

// The documents that have one of some words, in the order of the index, and where each of them
// stands among these. Without texts, only the names count.
function having(query, words, end, withTexts) {
  const numbers = [], slots = new Uint32Array(end);
  for (const { key } of words) for (const { postings: { numbers, starts } } of query.keys.get(key).forms) {
    for (let at = 0; at < numbers.length; at += 1) if (withTexts || starts[at] < starts[at + 1]) slots[numbers[at]] = 1;
  }
  for (let number = 0; number < end; number += 1) if (slots[number]) slots[number] = numbers.push(number) - 1;
  return { numbers, slots };
}

// What the index says of a word, by document: points in the names and in the texts, exactness, and
// places in the names.
function evidence(index, query, word, withTexts, { numbers: { length }, slots }) {
  const { documents } = index.manifest;
  const { forms, level, having = 0 } = query.keys.get(word.key);
  const [names, texts, exact] = [0, 0, 0].map(() => new Uint8Array(length));
  // The places of a document are a list: the first one stands at heads[slot], and behind each place
  // stands where the next one is. 0 ends the list.
  const heads = new Uint32Array(length);
  const places = [0];
  // With marks, another spelling is another word if the one that was typed exists.
  const least = word.form && forms.some(({ form }) => form === word.form) ? OTHER : FOLDED;
  const exactnessOf = (form) => (!query.marked || word.anyForm || form === word.form ? EXACT : least);
  for (const { form, postings: { numbers, weights, starts, places: all } } of forms) {
    const exactness = exactnessOf(form);
    for (let at = 0; at < numbers.length; at += 1) {
      const slot = slots[numbers[at]], weight = weights[at], from = starts[at], to = starts[at + 1];
      if (from === to && !withTexts) continue;
      for (let one = from; one < to; one += 1) {
        names[slot] = Math.max(names[slot], IN_NAMES[all[one] & 3] * exactness);
        heads[slot] = places.push(all[one], heads[slot]) - 2;
      }
      // A page that only hands out a file with the word is half an answer.
      const said = weight ? exactness : (exactness + 1) >> 1;
      if (weight !== NO_TEXT) texts[slot] = Math.max(texts[slot], (weight ? IN_TEXT : IN_FILE) * said);
      exact[slot] = Math.max(exact[slot], from < to ? exactness : said);
    }
  }
  const count = word.everywhere ? documents : having;
  const rarity = (4 + (level ?? Math.min(14, 31 - Math.clz32(Math.floor((documents + 1) / (count + 1)) || 1)))) * 4;
  return {
    key: word.key, names, texts, exact, exactnessOf, heads, places, known: level !== undefined || count > 0, rarity: word.weak ? rarity >> 3 : rarity,
    inAll: Boolean(word.everywhere || level !== undefined || index.levels.has(word.key)),
  };
}

const NOWHERE = -1;

// The place of a word directly behind a place.
function following(place, { heads, places }, slot) {
  // Behind the last word of a field is nothing.
  if (!(place & 4)) for (let at = heads[slot]; at; at = places[at + 1]) if ((places[at] & ~4) === place + 8) return places[at];
  return NOWHERE;
}

// Where words end that stand one after the other from a place.
function endOf(place, words, slot) {
  for (let at = 1; at < words.length && place !== NOWHERE; at += 1) place = following(place, words[at], slot);
  return place;
}

function inRow(words, slot) {
  const { heads, places } = words[0];
  for (let at = heads[slot]; at; at = places[at + 1]) if (endOf(places[at], words, slot) !== NOWHERE) return true;
  return false;
}

// Words that are next to each other in a field of the names.
function together(words, slot) {
  let score = 0;
  for (let at = 1; at < words.length; at += 1) {
    if (words[at].heads[slot] && inRow([words[at - 1], words[at]], slot)) score += 24 * (words[at - 1].rarity + words[at].rarity);
  }
  return score;
}

// A title, number or code that is asked for as a whole, or from its beginning, or to its end.
function whole(words, slot) {
  const { heads, places } = words[0];
  let most = 0;
  for (let at = heads[slot]; at; at = places[at + 1]) {
    const start = places[at] >> 3, last = (places[at] & 3) > 1 ? NOWHERE : endOf(places[at], words, slot);
    if (last !== NOWHERE) most = Math.max(most, (start ? 0 : 64) + (last & 4 ? 24 : 0) + (!start && last & 4 ? 144 : 0) - Math.min(start, 6));
  }
  return most * words.reduce((sum, { rarity }) => sum + rarity, 0);
}

// How a unit fits so many documents, by their slots: the number of the alternative that counts most, from 1,
// 0 when none fits; its points without those for words that are next to each other; its exactness.
function fit(unit, count) {
  const chosen = new Uint16Array(count), exactness = new Uint8Array(count), scores = new Uint32Array(count), highest = new Uint32Array(count);
  unit.forEach(({ words, rarity }, alternative) => {
    const sums = new Uint32Array(count), least = new Uint8Array(count).fill(EXACT);
    words.forEach(({ names, texts, exact, inAll }, next) => {
      for (let at = 0; at < count; at += 1) {
        const named = names[at], said = texts[at];
        let points = named ? named + (said >> 2) : said;
        if (inAll) points = Math.max(points, IN_TEXT * EXACT);
        else least[at] = Math.min(least[at], exact[at]);
        sums[at] = points && (sums[at] || !next) ? sums[at] + points : 0;
      }
    });
    const { length } = words;
    for (let at = 0; at < count; at += 1) {
      const sum = sums[at];
      if (!sum) continue;
      // Words that belong together are worth less where they are scattered.
      const scattered = length > 1 && !inRow(words, at);
      const score = rarity * Math.floor(sum / length / (scattered ? 2 : 1));
      const most = length > 1 ? score + together(words, at) : score;
      if (chosen[at] && most <= highest[at]) continue;
      chosen[at] = alternative + 1;
      scores[at] = score;
      highest[at] = most;
      exactness[at] = scattered ? Math.min(least[at], unit.strict ? FOLDED : SCATTERED) : least[at];
    }
  });
  return { unit, chosen, exactness, scores };
}

// What the section and the kind of documents are called counts as their summary.
function inherit({ manifest: { kinds, sections, runs } }, numbers, all) {
  const exactIn = (label) => {
    const said = words(label);
    return all.map(({ key, exactnessOf }) => Math.max(0, ...said.map((word) => word.key === key && exactnessOf(word.form))));
  };
  const ofKinds = kinds.map(([, label]) => exactIn(label)), ofSections = sections.map(([title]) => exactIn(title));
  let to = 0;
  for (const [first, count, kind, section] of runs) {
    const from = to;
    while (numbers[to] < first + count) to += 1;
    all.forEach(({ texts, exact }, at) => {
      const exactness = Math.max(ofKinds[kind][at], ofSections[section][at]);
      if (exactness) for (let slot = from; slot < to; slot += 1) {
        texts[slot] = Math.max(texts[slot], IN_TEXT * exactness);
        exact[slot] = Math.max(exact[slot], exactness);
      }
    });
  }
}

// The first of some documents, by what tells whether one stands before another.
export function first(numbers, count, isBefore) {
  const found = [];
  for (const number of numbers) {
    if (found.length === count && !isBefore(number, found[count - 1])) continue;
    let at = Math.min(found.length, count - 1);
    for (; at && isBefore(number, found[at - 1]); at -= 1) found[at] = found[at - 1];
    found[at] = number;
  }
  return found;
}

// The documents that answer, in the order of the index; `scores` has the points of each by its number,
// `isBefore` tells whether one answers better than another. Of the best one, the keys that answered,
// by unit: undefined for what it lacks.
function rank(index, query, withTexts = true) {
  const { end, kinds } = index.manifest;
  const leftOut = ({ key }) => query.keys.get(key).level !== undefined;
  // Another wording of which nothing was read would fit every document.
  const asked = query.units.map(({ alternatives }) => alternatives.filter((words, at) => !at || !words.every(leftOut)));
  const documents = having(query, asked.flat(2), end, withTexts);
  const { numbers, slots } = documents;
  const known = new Map();
  const evidenceOf = (word) => {
    const by = `${word.key} ${word.anyForm || word.form} ${word.weak}`;
    if (!known.has(by)) known.set(by, evidence(index, query, word, withTexts, documents));
    return known.get(by);
  };
  const units = asked.map((alternatives) => {
    const unit = alternatives.map((words) => {
      const all = words.map(evidenceOf);
      return { words: all, rarity: Math.max(...all.map(({ rarity }) => rarity)) };
    });
    const [typed] = unit;
    if (typed.words.every((word) => word.known)) for (const other of unit) other.rarity = Math.min(other.rarity, typed.rarity);
    return unit;
  });
  if (withTexts) inherit(index, numbers, [...known.values()]);
  // The words of a phrase should be neighbours, if they are anywhere in the names.
  units.forEach((unit, at) => { unit.strict = query.units[at].phrase && numbers.some((_, slot) => inRow(unit[0].words, slot)); });
  const total = units.reduce((sum, [typed]) => sum + typed.rarity, 0);
  const fits = units.map((unit) => fit(unit, numbers.length));
  // Most documents are far from the best: for these, only how much they cover is computed.
  const covered = new Uint32Array(numbers.length), points = new Uint32Array(numbers.length);
  for (const { unit: [{ rarity }], exactness, scores } of fits) {
    for (let at = 0; at < numbers.length; at += 1) {
      covered[at] += rarity * exactness[at];
      points[at] += scores[at];
    }
  }
  const most = covered.reduce((most, c, at) => Math.max(most, covered[at] = c >> 3), 0);
  // Half of what is asked for is an answer; a quarter is, where there are few.
  const least = (part) => Math.max(1, Math.ceil(Math.min(total / part, most)));
  let enough = least(2), count = 0;
  for (let at = 0; at < numbers.length; at += 1) if (covered[at] >= enough) count += 1;
  if (count < FEW) enough = least(4);
  const scores = new Float64Array(end), years = new Uint16Array(end);
  let highest = 0, run = { end: 0 };
  const answers = [];
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at], c = covered[at];
    if (c < enough) continue;
    let score = points[at];
    const sequence = [];
    for (const { unit, chosen } of fits) if (chosen[at]) for (const word of unit[chosen[at] - 1].words) sequence.push(word);
    score += together(sequence, at) + whole(sequence, at);
    if (number >= run.end) run = index.run(number);
    score = Math.floor((score * c * (c + total)) / (2 * total * total));
    scores[number] = Math.floor((Math.floor((score * kinds[run.kind][2]) / 16) * STATES[run.lowered]) / 16);
    highest = Math.max(highest, scores[number]);
    years[number] = run.year;
    answers.push(number);
  }
  // What has not all words as they were typed, and is far from the best, answers another question.
  const found = answers.filter((number) => covered[slots[number]] === total || scores[number] * FAR >= highest);
  const isBefore = (a, b) => (scores[a] - scores[b] || years[a] - years[b] || a - b) > 0;
  const [best] = first(found, 1, isBefore);
  const keys = fits.map(({ unit, chosen }) => unit[chosen[slots[best]] - 1]?.words.map((word) => word.key));
  return { numbers: found, scores, isBefore, best, keys };
}

// A query as it was understood, and the documents that answer it, the best one first. `slips` loads
// the module of this name. Suggestions complete the last word, and only look at names.
export async function find(index, slips, asked, completing) {
  let query = readQuery(index, asked);
  const needsVocabulary = (isUnknown, of) => query.units.some((unit) => isUnfinished(query, unit, completing) || isUnknown(of, unit));
  // What a slip needs arrives together with the words.
  const meaning = () => Promise.all([slips(), index.vocabulary()]);
  if (needsVocabulary(maybeUnknown, index)) meaning().catch(() => {});
  await index.load(query);
  if (needsVocabulary(isUnknown, query)) {
    const [{ mend }, vocabulary] = await meaning();
    query = mend(query, vocabulary, completing);
    await index.load(query);
  }
  return { query, found: rank(index, query, !completing) };
}
