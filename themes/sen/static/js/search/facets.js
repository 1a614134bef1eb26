// What narrows and orders the results of a search: kind, section, year and state, the fields of
// kinds, and the date. The address has the choices, under the name of each facet.

const LOWERED = 2; // no longer in force
const MOST_DATED = 50; // results of a large portal whose cards are all read to sort them by date

// All documents: without a query, the address may still choose a kind or a section.
export const everything = ({ manifest: { runs } }) => ({
  query: { units: [] },
  found: { numbers: runs.flatMap(([first, count]) => Array.from({ length: count }, (_, at) => first + at)) },
});

// Tells whether one of some documents is later than another.
async function byDate(index, numbers) {
  const year = (number) => index.run(number).year;
  const dates = new Map();
  if (!index.large || numbers.length <= MOST_DATED) for (const { number, date } of await index.cards(numbers)) dates.set(number, date);
  const later = (a, b) => (a === b ? 0 : a < b ? 1 : -1);
  return (a, b) => (year(b) - year(a) || later(dates.get(a) ?? "", dates.get(b) ?? "") || b - a) < 0;
}

// Documents, in the order of the index, by the run that they are of: [{ run, numbers }].
function byRun(index, numbers) {
  const parts = [];
  for (let from = 0, to; from < numbers.length; from = to) {
    const run = index.run(numbers[from]);
    for (to = from + 1; numbers[to] < run.end;) to += 1;
    parts.push({ run, numbers: numbers.slice(from, to) });
  }
  return parts;
}

// [{ name, label, of, alike, say }]: `of` has the values of a document, which are those of all of its
// run if they are `alike`; `say` has the words for a value.
function facetsOf(index, fields, text) {
  const { kinds, sections } = index.manifest;
  const states = { valid: text.valid, past: text.past };
  const labels = { kind: new Map(kinds.map(([name, label]) => [name, label])), section: new Map(sections.map(([title, address]) => [address, title])) };
  return [
    { name: "kind", label: text.kind, alike: true, of: (run) => [kinds[run.kind][0]], say: (value) => labels.kind.get(value) },
    { name: "section", label: text.section, alike: true, of: (run) => [sections[run.section][1]], say: (value) => labels.section.get(value) },
    { name: "year", label: text.year, alike: true, of: (run) => (run.year ? [String(run.year)] : []), say: (value) => value },
    { name: "state", label: text.state, alike: true, of: (run) => [run.lowered === LOWERED ? "past" : "valid"], say: (value) => states[value] },
    ...[...fields].map(([label, values]) => ({ name: label, label, of: (run, number) => values.get(number) ?? [], say: (value) => value })),
  ];
}

// The fields of kinds: label → number → values.
export async function readFields(index) {
  const fields = new Map();
  const { facets } = await index.file(`${index.manifest.facets}.json`, (bytes) => JSON.parse(new TextDecoder().decode(bytes)));
  for (const [, label, values] of facets) {
    const field = fields.get(label) ?? new Map();
    fields.set(label, field);
    for (const [value, , gaps] of values) {
      let number = -1;
      for (const gap of gaps) {
        number += 1 + gap;
        field.set(number, [...(field.get(number) ?? []), value]);
      }
    }
  }
  return fields;
}

// Those documents of a run that have a chosen value of each of some facets.
function fitting(chosen, { run, numbers }) {
  let left = numbers;
  for (const { facet, values } of chosen) {
    const fits = (number) => facet.of(run, number).some((value) => values.includes(value));
    if (!facet.alike) left = left.filter(fits);
    else if (!fits()) return [];
  }
  return left;
}

// The facets with a choice, and the values that are chosen.
const choices = (facets, parameters) => facets.filter(({ name }) => parameters.has(name)).map((facet) => ({ facet, values: parameters.getAll(facet.name) }));

// A group of choices with the number of results of each; undefined when there is nothing to choose.
function group(facet, chosen, parts, element) {
  const own = chosen.find((choice) => choice.facet === facet)?.values ?? [];
  const others = chosen.filter((choice) => choice.facet !== facet);
  const counts = new Map(own.map((value) => [value, 0]));
  for (const part of parts) {
    const numbers = fitting(others, part);
    const count = (value, more) => counts.set(value, (counts.get(value) ?? 0) + more);
    if (!facet.alike) for (const number of numbers) for (const value of facet.of(part.run, number)) count(value, 1);
    else if (numbers.length) for (const value of facet.of(part.run)) count(value, numbers.length);
  }
  const values = [...counts].filter(([value]) => facet.say(value));
  if (values.length < 2 && !own.length) return undefined;
  if (facet.name === "year") values.sort(([a], [b]) => b - a);
  else values.sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  return element("fieldset", {}, element("legend", {}, facet.label), ...values.map(([value, count]) => element("label", { class: "search-choice" },
    element("input", { type: "checkbox", name: facet.name, value, checked: own.includes(value) }),
    element("span", {}, facet.say(value)), " ", element("span", { class: "count" }, `(${count})`))));
}

// An answer as the choices of the address narrow and order it: the numbers of its documents, what
// tells whether one stands before another, and the choices to show.
export async function narrowed({ index, found, fields = [] }, { parameters, dated, text, element }) {
  const facets = facetsOf(index, fields, text);
  const chosen = choices(facets, parameters);
  const parts = byRun(index, found.numbers);
  const numbers = parts.flatMap((part) => [...fitting(chosen, part)]);
  const isBefore = dated ? await byDate(index, numbers) : found.isBefore;
  return { numbers, isBefore, groups: facets.map((facet) => group(facet, chosen, parts, element)).filter(Boolean) };
}
