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
const damaged = () => { throw new RangeError("damaged index"); };

// Number of a document → { places, weight }. A place in the names is one number: position · 8 + 4
// if the word is the last one of the field + the field. The weight in a text is 0 for an
// attachment, 1 for the body, 2 for the summary, a field or a heading; undefined without.
function postings(bytes, count, end) {
  const bits = new Bits(bytes);
  const found = new Map();
  for (let number = -1; count--;) {
    number += 1 + bits.number(32);
    if (number >= end) damaged();
    const places = [];
    if (bits.bit(0)) do {
      const field = bits.bit(1) ? 1 + bits.bit(2) : 0;
      places.push(bits.number(96 + 64 * field) * 8 + bits.bit(3 + field) * 4 + field);
    } while (bits.bit(6) && places.length < MOST_PLACES);
    const weight = !places.length ? bits.ones(8) : bits.bit(7) ? bits.ones(11) : undefined;
    found.set(number, { places, weight });
  }
  return found;
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

  // The run of a document: its kind, section, state and year.
  run(number) {
    const { runs } = this.manifest;
    let low = 0, high = runs.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (runs[middle][0] <= number) low = middle; else high = middle;
    }
    const [, , kind, section, lowered, year] = runs[low];
    return { kind, section, lowered, year };
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

// What the index says of a word, by document: points in the names and in the texts, exactness, and
// places in the names. Without texts, only the names count.
function evidence(index, query, word, withTexts) {
  const { documents, end } = index.manifest;
  const { forms, level, having = 0 } = query.keys.get(word.key);
  const [names, texts, exact] = [0, 0, 0].map(() => new Uint8Array(end));
  const found = new Array(end);
  // With marks, another spelling is another word if the one that was typed exists.
  const least = word.form && forms.some(({ form }) => form === word.form) ? OTHER : FOLDED;
  const exactnessOf = (form) => (!query.marked || word.anyForm || form === word.form ? EXACT : least);
  for (const { form, postings } of forms) {
    const exactness = exactnessOf(form);
    for (const [number, { places, weight }] of postings) {
      if (!places.length && !withTexts) continue;
      for (const place of places) names[number] = Math.max(names[number], IN_NAMES[place & 3] * exactness);
      // A page that only hands out a file with the word is half an answer.
      const said = weight ? exactness : (exactness + 1) >> 1;
      if (weight !== undefined) texts[number] = Math.max(texts[number], (weight ? IN_TEXT : IN_FILE) * said);
      exact[number] = Math.max(exact[number], places.length ? exactness : said);
      if (places.length) found[number] = found[number] ? [...found[number], ...places] : places;
    }
  }
  const count = word.everywhere ? documents : having;
  const rarity = (4 + (level ?? Math.min(14, 31 - Math.clz32(Math.floor((documents + 1) / (count + 1)) || 1)))) * 4;
  return {
    key: word.key, names, texts, exact, exactnessOf, found, known: level !== undefined || count > 0, rarity: word.weak ? rarity >> 3 : rarity,
    inAll: Boolean(word.everywhere || level !== undefined || index.levels.has(word.key)),
  };
}

const NONE = [];
const placesOf = (word, number) => word.found[number] ?? NONE;

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
    if (places.length && placesOf(words[next - 1], number).some((place) => following(place, places) !== undefined)) score += 24 * (words[next - 1].rarity + words[next].rarity);
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
    const start = first >> 3, ends = last & 4;
    most = Math.max(most, (start ? 0 : 64) + (ends ? 24 : 0) + (!start && ends ? 144 : 0) - Math.min(start, 6));
  }
  return most * sum;
}

// The alternative of a unit that counts most for a document, with its words that are next to each
// other; undefined when none fits.
function best(unit, number) {
  let chosen;
  for (const alternative of unit) {
    const { words } = alternative;
    let sum = 0, exact = EXACT, row = words.length > 1;
    for (const word of words) {
      const named = word.names[number], said = word.texts[number];
      let points = named ? named + (said >> 2) : said;
      if (word.inAll) points = Math.max(points, IN_TEXT * EXACT);
      else exact = Math.min(exact, word.exact[number]);
      if (!points) { sum = 0; break; }
      sum += points;
      row &&= named;
    }
    if (!sum) continue;
    // Words that belong together are worth less where they are scattered.
    const scattered = words.length > 1 && !(row && inRow(words, number));
    if (scattered) exact = Math.min(exact, unit.strict ? FOLDED : SCATTERED);
    const score = alternative.rarity * Math.floor(sum / words.length / (scattered ? 2 : 1));
    const most = words.length > 1 ? score + together(words, number) : score;
    if (!chosen || most > chosen.most) chosen = { score, most, exact, words };
  }
  return chosen;
}

// The exactness of a unit in a document; 0 when it does not fit.
function exactness(unit, number) {
  const [{ words: [word, ...others] }, ...alternatives] = unit;
  if (others.length || alternatives.length || unit.strict) return best(unit, number)?.exact ?? 0;
  return word.inAll ? EXACT : word.exact[number];
}

// What the section and the kind of documents are called counts as their summary.
function inherit({ manifest: { kinds, sections, runs } }, all) {
  const names = [kinds.map(([, label]) => words(label)), sections.map(([title]) => words(title))];
  for (const { key, exactnessOf, texts, exact } of all) {
    const exactIn = (label) => Math.max(0, ...label.map((word) => word.key === key && exactnessOf(word.form)));
    const [ofKinds, ofSections] = names.map((labels) => labels.map(exactIn));
    for (const [first, count, kind, section] of runs) {
      const exactness = Math.max(ofKinds[kind], ofSections[section]);
      for (let number = first; exactness && number < first + count; number += 1) {
        texts[number] = Math.max(texts[number], IN_TEXT * exactness);
        exact[number] = Math.max(exact[number], exactness);
      }
    }
  }
}

// [{ number, score, lacking }], best first; the first one with the keys that answered, by unit.
function rank(index, query, withTexts = true) {
  const known = new Map();
  const evidenceOf = (word) => {
    const by = `${word.key} ${word.anyForm || word.form} ${word.weak}`;
    if (!known.has(by)) known.set(by, evidence(index, query, word, withTexts));
    return known.get(by);
  };
  const leftOut = ({ key }) => query.keys.get(key).level !== undefined;
  const units = query.units.map(({ alternatives }) => {
    // Another wording of which nothing was read would fit every document.
    const unit = alternatives.filter((words, at) => !at || !words.every(leftOut)).map((words) => {
      const all = words.map(evidenceOf);
      return { words: all, rarity: Math.max(...all.map(({ rarity }) => rarity)) };
    });
    const [typed] = unit;
    if (typed.words.every((word) => word.known)) for (const other of unit) other.rarity = Math.min(other.rarity, typed.rarity);
    return unit;
  });
  const all = [...known.values()];
  const numbers = [...Array(index.manifest.end).keys()].filter((number) => all.some(({ exact }) => exact[number]));
  if (withTexts) inherit(index, all);
  // The words of a phrase should be neighbours, if they are anywhere in the names.
  units.forEach((unit, at) => { unit.strict = query.units[at].phrase && numbers.some((number) => inRow(unit[0].words, number)); });
  const total = units.reduce((sum, [typed]) => sum + typed.rarity, 0);
  // Most documents are far from the best: only how much they cover is computed.
  const covered = numbers.map((number) => Math.floor(units.reduce((sum, unit) => sum + unit[0].rarity * exactness(unit, number), 0) / EXACT));
  const most = covered.reduce((a, b) => Math.max(a, b), 0);
  const answers = (c, part) => c && c * part >= Math.min(total, part * most);
  // Half of what is asked for is an answer; a quarter is, where there are few.
  const part = covered.filter((c) => answers(c, 2)).length < FEW ? 4 : 2;
  const found = [];
  numbers.forEach((number, at) => {
    const c = covered[at];
    if (!answers(c, part)) return;
    const sequence = [];
    let score = 0, lacking = 0;
    for (const unit of units) {
      const fit = best(unit, number);
      if (fit) {
        score += fit.score;
        sequence.push(...fit.words);
      } else lacking += 1;
    }
    score += together(sequence, number) + whole(sequence, number);
    const { kind, lowered, year } = index.run(number);
    score = Math.floor((score * c * (c + total)) / (2 * total * total));
    score = Math.floor((Math.floor((score * index.manifest.kinds[kind][2]) / 16) * STATES[lowered]) / 16);
    found.push({ number, score, year, lacking, whole: c === total });
  });
  found.sort((a, b) => b.score - a.score || b.year - a.year || b.number - a.number);
  // What has not all words as they were typed, and is far from the best, answers another question.
  const enough = found.length ? found[0].score : 0;
  const near = found.filter(({ score, whole }) => whole || score * FAR >= enough);
  // The keys that answered in the best document, by unit.
  if (near.length) near[0].keys = units.map((unit) => best(unit, near[0].number)?.words.map((word) => word.key));
  return near;
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
