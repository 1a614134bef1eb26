// Slips of the hand, as docs/search.md defines them: what the unknown words of a query may stand
// for. It is loaded when a query has one.
import { isUnfinished, isUnknown, keyAndForm, words } from "./engine.js";

const MOST_SLIPS = 6, MOST_ENDINGS = 12, SHORTEST_SLIP = 3, LONGEST_PART = 7;
const TONES = { s: "\u0301", 1: "\u0301", f: "\u0300", 2: "\u0300", r: "\u0309", 3: "\u0309", x: "\u0303", 4: "\u0303", j: "\u0323", 5: "\u0323" };
const SHAPES = { a: "aâ", e: "eê", o: "oô", d: "dđ", 9: "dđ", w: "aăoơuư", 6: "aâeêoô", 7: "oơuư", 8: "aă" };
// Sounds that are taken for each other, at the beginning and at the end of a word.
const BEGINNINGS = [["ch", "tr"], ["s", "x"], ["d", "gi"], ["d", "r"], ["d", "v"], ["gi", "r"], ["l", "n"]];
const ENDINGS = [["c", "t"], ["n", "ng"], ["n", "nh"], ["c", "ch"], ["o", "u"]];

// Gives one of the letters the shape that a key of Telex or VNI stands for; undefined when there is
// none.
function shape(letters, key) {
  const shapes = SHAPES[key];
  if (!shapes) return undefined;
  let at = letters.length - 1;
  // Telex repeats the letter, except for a đ at the beginning; other keys may come later.
  if ("aeo".includes(key)) at = letters[at] === key ? at : -1;
  else while (at >= 0 && !(shapes.indexOf(letters[at]) % 2 === 0)) at -= 1;
  if (at < 0 || key === "d" && at) return undefined;
  let before = letters.slice(0, at);
  // One w after uo gives both letters their horn.
  if ("w7".includes(key) && letters[at] === "o" && before.endsWith("u")) before = `${before.slice(0, -1)}ư`;
  return before + shapes[shapes.indexOf(letters[at]) + 1] + letters.slice(at + 1);
}

// The word that was meant by one typed in Telex or VNI; undefined when nothing in it stands for a
// mark.
function undoTyping(text) {
  if (!/^[\x00-\x7f]*$/.test(text)) return undefined;
  let letters = "", tone = "", changed = false;
  for (const key of text) {
    if (TONES[key] && /[^\x00-\x7f]|[aeiouy]/.test(letters)) {
      tone = TONES[key];
      changed = true;
      continue;
    }
    const shaped = shape(letters, key);
    if (shaped) changed = true;
    letters = shaped ?? letters + key;
  }
  return changed && letters ? (letters + tone).normalize("NFC") : undefined;
}

// Whether one key becomes the other by a letter more, less or other, or by exchanging two
// neighbours; where they part.
function slipAt(a, b) {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const is = a.length === b.length ? a.slice(at + 1) === b.slice(at + 1) || a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2)
    : a.length === b.length + 1 ? a.slice(at + 1) === b.slice(at)
    : a.length + 1 === b.length && a.slice(at) === b.slice(at + 1);
  return is ? at : -1;
}

function sounds(key) {
  const found = new Set();
  for (const pair of BEGINNINGS) for (const [one, other] of [pair, [...pair].reverse()]) {
    if (key.startsWith(one) && !(one === "n" && /^n[gh]/.test(key))) found.add(other + key.slice(one.length));
  }
  for (const pair of ENDINGS) for (const [one, other] of [pair, [...pair].reverse()]) {
    if (key.endsWith(one)) found.add(key.slice(0, key.length - one.length) + other);
  }
  return found;
}

const byFrequency = (keys, vocabulary) => keys.sort((a, b) => vocabulary.get(b) - vocabulary.get(a) || (a < b ? -1 : 1));

// Keys of the vocabulary that differ from a key by a sound or a letter, the likely ones first.
function near(key, vocabulary) {
  if (key.length < SHORTEST_SLIP || /^\d*$/.test(key)) return [];
  const sounding = sounds(key);
  const costs = new Map();
  for (const other of vocabulary.keys()) {
    const at = slipAt(key, other);
    const doubled = at > 0 && key.length > other.length && key[at] === key[at - 1];
    if (sounding.has(other) || doubled) costs.set(other, 1);
    else if (at >= 0) costs.set(other, 2);
  }
  return byFrequency([...costs.keys()], vocabulary).map((key) => ({ key, cost: costs.get(key) })).sort((a, b) => a.cost - b.cost).slice(0, MOST_SLIPS);
}

// The fewest keys of the vocabulary that a key consists of; undefined when there are none.
function parted(key, vocabulary) {
  const best = [[]];
  for (let end = 1; end <= key.length; end += 1) {
    for (let start = Math.max(0, end - LONGEST_PART); start < end; start += 1) {
      const part = key.slice(start, end);
      // One letter is a word only if it is a vowel between two others.
      if (part.length < 2 && (!start || end === key.length || !/[aeiouy]/.test(part))) continue;
      if (best[start] && vocabulary.has(part) && !(best[end]?.length <= best[start].length + 1)) best[end] = [...best[start], part];
    }
  }
  return best[key.length];
}

const ending = (key, vocabulary) => byFrequency([...vocabulary.keys()].filter((other) => other !== key && other.startsWith(key)), vocabulary).slice(0, MOST_ENDINGS);
const free = (key) => ({ key, form: 0, text: key, anyForm: true });

// The query with what its unknown words may stand for. With `completing`, the last word may be the
// beginning of another one.
export function mend(query, vocabulary, completing) {
  const units = query.units.flatMap((unit) => {
    const [typed] = unit.alternatives;
    const [word] = typed;
    const more = [];
    if (isUnknown(query, unit)) {
      const text = undoTyping(word.text);
      const read = text && { ...keyAndForm(text), text };
      if (read && vocabulary.has(read.key)) return [{ ...unit, slip: true, alternatives: [[read]] }];
      // A number is often written together with what it counts.
      const likely = near(word.key, vocabulary);
      const parts = /^(\d+)(\D.*)$/.exec(word.key)?.slice(1) ?? (likely.some(({ cost }) => cost === 1) ? undefined : parted(word.key, vocabulary));
      if (parts) return parts.map((key) => ({ ...unit, slip: true, alternatives: [[free(key)]] }));
      more.push(...likely.map(({ key }) => key));
      if ((completing || !more.length) && unit === query.units.at(-1)) more.push(...ending(word.key, vocabulary));
    } else if (isUnfinished(query, unit, completing)) more.push(...ending(word.key, vocabulary));
    return more.length ? [{ ...unit, slip: true, alternatives: [...unit.alternatives, ...more.map((key) => [free(key)])] }] : [unit];
  });
  return { ...query, units, marked: query.marked || units.some(({ slip, alternatives: [[word]] }) => slip && word.form > 0) };
}

// “Có phải bạn tìm …?” with the query as it was understood, in the words of the document that answers
// it best; undefined when these are the words as typed.
export async function correction({ index, query, asked, found: { best, keys } }, text, element) {
  const [{ title, summary }] = await index.cards([best]);
  const names = new Map(words(`${title} ${summary}`).map((word) => [word.key, word.text]));
  const meant = query.units.map(({ slip, phrase, alternatives: [typed] }, at) => {
    const own = slip && keys[at] || typed.map((word) => word.key);
    const said = own.map((key, at) => names.get(key) ?? (slip ? key : typed[at].text)).join(" ");
    return phrase ? `"${said}"` : said;
  }).join(" ");
  if (meant === asked.normalize("NFC").toLowerCase()) return undefined;
  return [`${text.meant} `, element("a", { href: `?${new URLSearchParams({ q: meant })}` }, meant), "?"];
}
