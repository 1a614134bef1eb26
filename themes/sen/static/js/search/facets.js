// What narrows and orders the results of a search: kind, section, year and state, the fields of
// kinds, and the date. The address has the choices, under the name of each facet.

const LOWERED = 2; // no longer in force
const MOST_DATED = 50; // results of a large portal whose cards are all read to sort them by date

// All documents: without a query, the address may still choose a kind or a section.
export const everything = ({ manifest: { runs } }) => ({
  query: { units: [] },
  found: runs.flatMap(([first, count]) => Array.from({ length: count }, (_, at) => ({ number: first + at, lacking: 1 }))),
});

// The numbers of documents, the latest one first.
export async function byDate(index, numbers) {
  const year = (number) => index.run(number).year;
  const dates = new Map();
  if (!index.large || numbers.length <= MOST_DATED) for (const { number, date } of await index.cards(numbers)) dates.set(number, date);
  const later = (a, b) => (a === b ? 0 : a < b ? 1 : -1);
  return [...numbers].sort((a, b) => year(b) - year(a) || later(dates.get(a) ?? "", dates.get(b) ?? "") || b - a);
}

// [{ name, label, of, say }]: `of` has the values of a document, `say` the words for a value.
export function facetsOf(index, fields, text) {
  const { kinds, sections } = index.manifest;
  const states = { valid: text.valid, past: text.past };
  const labels = { kind: new Map(kinds.map(([name, label]) => [name, label])), section: new Map(sections.map(([title, address]) => [address, title])) };
  return [
    { name: "kind", label: text.kind, of: (run) => [kinds[run.kind][0]], say: (value) => labels.kind.get(value) },
    { name: "section", label: text.section, of: (run) => [sections[run.section][1]], say: (value) => labels.section.get(value) },
    { name: "year", label: text.year, of: (run) => (run.year ? [String(run.year)] : []), say: (value) => value },
    { name: "state", label: text.state, of: (run) => [run.lowered === LOWERED ? "past" : "valid"], say: (value) => states[value] },
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

// Whether a document, given with its run, has a chosen value of each of some facets.
export const fits = (chosen, { number, run }) => chosen.every(({ facet, values }) => facet.of(run, number).some((value) => values.includes(value)));

// The facets with a choice, and the values that are chosen.
export const choices = (facets, parameters) => facets.filter(({ name }) => parameters.has(name)).map((facet) => ({ facet, values: parameters.getAll(facet.name) }));

// A group of choices with the number of results of each; undefined when there is nothing to choose.
export function group(facet, chosen, documents, element) {
  const own = chosen.find((choice) => choice.facet === facet)?.values ?? [];
  const others = chosen.filter((choice) => choice.facet !== facet);
  const counts = new Map(own.map((value) => [value, 0]));
  for (const document of documents) {
    if (!fits(others, document)) continue;
    for (const value of facet.of(document.run, document.number)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const values = [...counts].filter(([value]) => facet.say(value));
  if (values.length < 2 && !own.length) return undefined;
  if (facet.name === "year") values.sort(([a], [b]) => b - a);
  else values.sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  return element("fieldset", {}, element("legend", {}, facet.label), ...values.map(([value, count]) => element("label", { class: "search-choice" },
    element("input", { type: "checkbox", name: facet.name, value, checked: own.includes(value) }),
    element("span", {}, facet.say(value)), " ", element("span", { class: "count" }, `(${count})`))));
}
