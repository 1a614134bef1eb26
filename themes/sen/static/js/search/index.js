// Reads the files of the index, as docs/search.md defines them. Each file is asked for once.
const KEY = new TextEncoder();
const TEXT = new TextDecoder();

const hash = (key) => {
  let h = 0x811c9dc5;
  for (const byte of KEY.encode(key)) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  return h;
};

// Postings as bits, the highest bit of a byte first.
class Bits {
  constructor(bytes) { this.bytes = bytes; this.at = 0; }
  bit() {
    const bit = this.bytes[this.at >> 3] >> (7 - (this.at & 7)) & 1;
    this.at += 1;
    return bit;
  }
  bits(count) {
    let value = 0;
    while (count--) value = value * 2 + this.bit();
    return value;
  }
  ones() {
    let count = 0;
    while (this.at < this.bytes.length * 8 && this.bit()) count += 1;
    return count;
  }
  gamma() {
    let zeros = 0;
    while (zeros < 32 && !this.bit()) zeros += 1;
    return 2 ** zeros + this.bits(zeros);
  }
}

// A place of a word in the names is one number: position · 8 + 4 if it is the last word of the
// field + the field.
const NAMES = (bits) => {
  const places = [];
  do {
    const field = bits.bit() ? 1 + bits.bit() : 0;
    const position = bits.gamma() - 1;
    places.push(position * 8 + bits.bit() * 4 + field);
  } while (bits.bit());
  return places;
};
// The weight of a word in a text: 0 the body, 1 three times or more, 2 the summary or a field, 3 a
// heading.
const TEXTS = (bits) => (bits.bit() ? bits.bit() ? 2 + bits.bit() : 1 : 0);

function postings(bytes, count, read) {
  const bits = new Bits(bytes);
  const k = bits.bits(5);
  const found = new Map();
  for (let number = -1; count--;) {
    number += 1 + bits.ones() * 2 ** k + bits.bits(k);
    found.set(number, read(bits));
    if (bits.at > bytes.length * 8) throw new RangeError("A list of the index is cut off.");
  }
  return found;
}

// Key → { documents, common, forms: [{ form, postings }] }; the postings of a form are read when
// they are first asked for.
function shard(bytes, read) {
  let at = 0;
  const varint = () => {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * factor;
      if (!(byte >= 128)) return value;
    }
  };
  const keys = new Map();
  const all = [];
  for (let count = varint(); count--;) {
    const length = varint();
    const key = TEXT.decode(bytes.subarray(at, at += length));
    const documents = varint();
    const kind = varint();
    const forms = [];
    for (let left = kind >> 1; left--;) {
      if (at > bytes.length) throw new RangeError("A file of the index is cut off.");
      const entry = { form: varint(), count: varint(), length: varint() };
      forms.push(entry);
      all.push(entry);
    }
    keys.set(key, { documents, common: (kind & 1) === 1, forms });
    if (at > bytes.length) throw new RangeError("A file of the index is cut off.");
  }
  for (const entry of all) {
    const part = bytes.subarray(at, at += entry.length);
    let list;
    Object.defineProperty(entry, "postings", { get: () => list ??= postings(part, entry.count, read) });
  }
  return keys;
}

export class Index {
  // `ask` answers a name of a file beside the manifest with its bytes.
  static async open(manifest, ask) {
    const index = new Index();
    index.ask = ask;
    index.files = new Map();
    index.shards = { names: new Map(), texts: new Map() };
    index.manifest = JSON.parse(TEXT.decode(await ask(manifest)));
    return index;
  }

  file(name, read) {
    if (!this.files.has(name)) {
      const file = this.ask(name).then(read);
      file.catch(() => this.files.delete(name));
      this.files.set(name, file);
    }
    return this.files.get(name);
  }

  // Loads the shards of the keys of one tier, `names` or `texts`.
  async load(tier, keys) {
    const digests = this.manifest[tier];
    const wanted = new Set(digests.length ? [...keys].map((key) => hash(key) % digests.length) : []);
    await Promise.all([...wanted].filter((at) => digests[at]).map(async (at) => {
      const read = tier === "names" ? NAMES : TEXTS;
      this.shards[tier].set(at, await this.file(`${digests[at]}.bin`, (bytes) => shard(bytes, read)));
    }));
  }

  // What a tier says of a key; undefined when no document has it or its shard is not loaded.
  entry(tier, key) {
    const { length } = this.manifest[tier];
    return length ? this.shards[tier].get(hash(key) % length)?.get(key) : undefined;
  }

  // The keys of the names, with the number of documents that have each.
  vocabulary() {
    return this.file(`${this.manifest.vocabulary}.txt`, (bytes) => new Map(TEXT.decode(bytes).split("\n").filter(Boolean).map((line) => {
      const [key, documents] = line.split("\t");
      return [key, Number(documents)];
    })));
  }

  facetValues() {
    return this.file(`${this.manifest.facets}.json`, (bytes) => JSON.parse(TEXT.decode(bytes)).facets);
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

  async cards(numbers) {
    const { cards: [size, ...blocks], sections } = this.manifest;
    const found = new Map();
    await Promise.all([...new Set(numbers.map((number) => Math.floor(number / size)))].map(async (block) => {
      const { cards } = await this.file(`${blocks[block]}.json`, (bytes) => JSON.parse(TEXT.decode(bytes)));
      for (const [at, title, address, summary = "", label = "", date = "", more = {}] of cards) {
        const number = block * size + at;
        const run = this.run(number);
        found.set(number, { number, title, address: address.startsWith("/") ? address : sections[run.section][1] + address, summary, label, date, more, ...run });
      }
    }));
    return numbers.map((number) => found.get(number)).filter(Boolean);
  }
}
