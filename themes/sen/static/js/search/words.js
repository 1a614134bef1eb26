// The words of a text, as docs/search.md defines them: the key that all spellings share, and the
// form that tells them apart.
const WORD = /[0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\uff10-\uffdc\u{20000}-\u{10ffff}]+/gu;
const ROMAN = ["ii", "iii", "iv", "", "", "vii", "viii", "ix", "", "", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx"];
const TONES = ["", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"];
const SHAPES = { a: ["", "\u0302", "\u0306"], e: ["", "\u0302"], o: ["", "\u0302", "\u031b"], u: ["", "\u031b"], d: ["", "\u0335"] };

export function keyAndForm(word) {
  // đ has no decomposition, so that it is given one here.
  const parts = word.normalize("NFD").replace(/đ/g, "d\u0335");
  let tone = 0, form = 0, factor = 6;
  for (const [, letter, marks] of parts.matchAll(/(.)([\u0300-\u036f]*)/gsu)) {
    for (const mark of marks) tone = Math.max(TONES.indexOf(mark), 0) || tone;
    const shapes = SHAPES[letter];
    if (!shapes || factor > 1 << 24) continue;
    form += Math.max(shapes.findIndex((shape) => shape && marks.includes(shape)), 0) * factor;
    factor *= shapes.length;
  }
  let key = parts.replace(/[\u0300-\u036f]/g, "");
  const number = ROMAN.indexOf(key);
  if (number >= 0 && key) key = String(number + 2);
  key = key.replace(/^0(?=\d$)/, "").replace(/(^|[bcdghklmnpqrstvx]|^qu)y$/, "$1i");
  return { key: [...key].slice(0, 24).join(""), form: form + tone };
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
