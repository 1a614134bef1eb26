// Sen: the search page. The query and the choices stand in the address; nothing is sent anywhere.
// Everything is made of text nodes: no title and no query becomes markup.
import { find, Index, keysOf, words } from "./search/engine.js";

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  made.append(...children.filter((child) => child !== undefined && child !== ""));
  return made;
};

// A text with the words of the query marked.
function marked(text, keys) {
  const parts = [];
  let from = 0;
  for (const word of words(text)) {
    if (!keys.has(word.key)) continue;
    const gap = text.slice(from, word.from);
    const before = parts.at(-1);
    // Words of the query in a row are one mark.
    if (before?.nodeName === "MARK" && gap === " ") before.append(gap, text.slice(word.from, word.to));
    else parts.push(gap, element("mark", {}, text.slice(word.from, word.to)));
    from = word.to;
  }
  return [...parts, text.slice(from)];
}

const LOWERED = 2; // no longer in force

const day = (date) => (/^\d{4}-\d\d-\d\d/.test(date) ? date.slice(0, 10).split("-").reverse().join("/") : "");
const address = (value) => (/^(https:\/\/|\/(?!\/))/.test(value ?? "") ? value : undefined);

// Kinds whose date says nothing to a reader.
const TIMELESS = new Set(["service", "unit", "person", "page", "section"]);

function item(card, keys, kinds, text) {
  // A document is linked by its summary, not by its number.
  const isDocument = kinds[card.kind][0] === "document" && Boolean(card.summary);
  const facts = [isDocument ? card.title : kinds[card.kind][1], !isDocument && card.label, !TIMELESS.has(kinds[card.kind][0]) && day(card.date), card.more.source && `${text.source}: ${card.more.source}`];
  const row = element("li", { class: "row" },
    element("h2", { class: "row-title" }, element("a", { href: card.address }, ...marked(isDocument ? card.summary : card.title, keys))),
    element("p", { class: "row-facts" }, ...facts.filter(Boolean).flatMap((fact) => [element("span", {}, fact), " "])),
  );
  const past = card.lowered === LOWERED;
  const state = card.more.state ?? (past ? text.lowered : "");
  if (state) row.querySelector("p").append(element("span", { class: past ? "badge badge-expired" : "badge" }, state));
  if (card.summary && !isDocument) row.append(element("p", { class: "row-about" }, ...marked(card.summary, keys)));
  return row;
}

// What answers at once: how long, how much and the button of a procedure; telephone, hours and
// place of an office.
function answer(row, { more }, text) {
  const facts = [[text.time, more.time], [text.fee, more.fee], [text.hours, more.hours], [text.place, more.place]].filter(([, value]) => value);
  const apply = address(more.apply);
  if (!facts.length && !more.phone && !apply) return;
  row.classList.add("search-answer");
  row.prepend(element("p", { class: "search-best" }, text.best));
  if (facts.length) row.append(element("dl", { class: "search-facts" }, ...facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)))));
  const digits = (more.phone ?? "").replace(/[^\d+]/g, "");
  if (digits) row.append(element("p", {}, element("a", { class: "action", href: `tel:${digits}` }, `${text.phone} ${more.phone}`)));
  if (apply) row.append(element("p", {}, element("a", { class: "action", href: apply }, text.apply)));
}

// Whether the title or number of a document has every word that answered.
const hasAll = ({ title, label }, answered) => {
  const has = new Set(words(`${title} ${label}`).map((word) => word.key));
  return answered.every((key) => has.has(key));
};

function show(list, cards, { keys, answered, kinds, text, best }) {
  for (const card of cards) {
    const row = item(card, keys, kinds, text);
    if (card.number === best && hasAll(card, answered)) answer(row, card, text);
    list.append(row);
  }
}

// The address has what narrows the results, under the name of each facet (search/facets.js).

// The names of the facets that every portal has, and the other parameters of the address.
const FIXED = ["kind", "section", "year", "state"];
const OTHERS = ["q", "sort"];

// Whether the address chooses a value of a field, whose facets must be read then.
const choosesField = (parameters) => [...parameters.keys()].some((name) => !FIXED.includes(name) && !OTHERS.includes(name));
const choosesFacet = (parameters) => [...parameters.keys()].some((name) => !OTHERS.includes(name));

const STEP = 10;
const SUGGESTIONS = 6;
const one = (id) => document.getElementById(`site_search-${id}`);
const form = one("form"), field = one("q"), status = one("status"), page = one("page"), list = one("results");
const panel = one("facets"), meant = one("meant"), more = one("more"), browse = one("browse");
const sorts = [...page.querySelectorAll(".search-sort button")];
const text = page.dataset;

let index;
const open = () => index ??= Index.open(form.dataset.index, async (name, from = 0, length = undefined) => {
  const headers = length ? { Range: `bytes=${from}-${from + length - 1}` } : {};
  const answer = await fetch(new URL(name, new URL(form.dataset.index, location.href)), { credentials: "same-origin", headers });
  if (!answer.ok) throw new Error(`${answer.status} ${name}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  // A host may send the whole file in place of a part.
  return length && answer.status !== 206 ? bytes.subarray(from, from + length) : bytes;
}).catch((error) => {
  index = undefined;
  throw error;
});

const slips = () => import("./search/slips.js");

// All documents: without a query, the address may still choose a kind or a section.
const everything = (index) => ({
  query: { units: [] },
  found: index.manifest.runs.flatMap(([first, count]) => Array.from({ length: count }, (_, at) => ({ number: first + at, lacking: 1 }))),
});

// Suggestions are loaded when a reader enters the field.
let closeSuggestions = () => {};
field.addEventListener("focus", async () => {
  const { suggest } = await import("./search/suggest.js");
  ({ close: closeSuggestions } = suggest(field, one("list"), async (asked) => {
    const index = await open();
    const { query, found } = await find(index, slips, asked, true);
    const cards = await index.cards(found.slice(0, SUGGESTIONS).map(({ number }) => number));
    return cards.map((card) => element("li", { "data-address": card.address },
      element("span", {}, ...marked(card.title, keysOf(query))), card.label && element("span", { class: "count" }, ` ${card.label}`)));
  }));
}, { once: true });

const state = () => new URLSearchParams(location.search);
const go = (parameters, replace) => {
  const address = new URL(location.href);
  address.search = String(parameters);
  history[replace ? "replaceState" : "pushState"](null, "", address);
};

// What narrows the results is loaded when there are some, together with their files.
const narrowing = () => import("./search/facets.js");

let last; // the answer that is shown: { asked, index, query, found, fields }

// Shows the answer as the choices of the address narrow and order it.
async function narrow() {
  const shown = last;
  const { index, query, found, asked } = shown;
  const { byDate, choices, facetsOf, fits, group } = await narrowing();
  if (shown !== last) return;
  const parameters = state();
  const dated = parameters.get("sort") === "date" || !asked;
  const facets = facetsOf(index, shown.fields ?? [], text);
  const chosen = choices(facets, parameters);
  const documents = found.map(({ number }) => ({ number, run: index.run(number) }));
  const fitting = documents.filter((document) => fits(chosen, document)).map(({ number }) => number);
  const numbers = dated ? await byDate(index, fitting) : fitting;
  if (shown !== last) return;
  const best = !dated && !choosesFacet(parameters) && found.length && !found[0].lacking ? found[0] : undefined;
  const options = { keys: keysOf(query), answered: best?.keys.flat(), kinds: index.manifest.kinds, text, best: best?.number };
  let at = 0;
  const add = async (focus) => {
    const cards = await index.cards(numbers.slice(at, at + STEP));
    if (shown !== last) return;
    const { length } = list.children;
    at += STEP;
    show(list, cards, options);
    more.hidden = at >= numbers.length;
    if (focus) list.children[length]?.querySelector("a").focus();
  };
  for (const button of sorts) button.setAttribute("aria-pressed", String(button.value === (dated ? "date" : "")));
  const groups = facets.map((facet) => group(facet, chosen, documents, element)).filter(Boolean);
  panel.children[1].replaceChildren(...groups);
  panel.hidden = !groups.length;
  panel.lastElementChild.hidden = !choosesFacet(parameters);
  list.replaceChildren();
  await add(false);
  more.onclick = () => add(true).catch(failed);
  page.hidden = !found.length;
  browse.hidden = found.length > 0;
  const { none, one: single, many } = status.dataset;
  const { length } = numbers;
  status.textContent = length > 1 ? many.replace("%n", length.toLocaleString(document.documentElement.lang, { numberingSystem: "latn" })) : length ? single : none;
  // “Có phải bạn tìm …?” when the best result has other words than those typed.
  meant.hidden = true;
  const said = found.length && query.units.some((unit) => unit.slip) && await (await slips()).correction(shown);
  if (!said || shown !== last) return;
  meant.replaceChildren(`${text.meant} `, element("a", { href: `?${new URLSearchParams({ q: said })}` }, said), "?");
  meant.hidden = false;
}

function failed(error) {
  status.textContent = status.dataset.failed;
  page.hidden = true;
  browse.hidden = false;
  console.warn(error);
}

// The facets of fields are read when the panel is opened, or when the address chooses one.
async function withFields() {
  const shown = last;
  if (!shown || shown.fields) return;
  shown.fields = await (await narrowing()).readFields(shown.index);
  if (shown === last) await narrow();
}

async function search() {
  const asked = state().get("q")?.trim() ?? "";
  field.value = asked;
  last = undefined;
  if (!asked && !choosesFacet(state())) {
    status.textContent = "";
    page.hidden = true;
    browse.hidden = false;
    return;
  }
  status.textContent = status.dataset.loading;
  const mine = search.running = {};
  try {
    narrowing().catch(() => {});
    const index = await open();
    const answer = asked ? await find(index, slips, asked) : everything(index);
    if (mine !== search.running) return;
    last = { asked, index, ...answer };
    if (choosesField(state())) await withFields();
    else await narrow();
    if (panel.open) await withFields();
  } catch (error) {
    if (mine === search.running) failed(error);
  }
}

function choose(parameters, focus) {
  go(parameters, true);
  narrow().then(focus).catch(failed);
}
const withoutChoices = () => {
  const [q, sort] = [state().get("q"), state().get("sort")];
  return new URLSearchParams([["q", q], ["sort", sort]].filter(([, value]) => value));
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const parameters = new URLSearchParams({ q: field.value.trim() });
  if (state().get("sort")) parameters.set("sort", state().get("sort"));
  go(parameters, false);
  closeSuggestions();
  search();
});
panel.addEventListener("change", ({ target }) => {
  const parameters = withoutChoices();
  for (const input of panel.querySelectorAll("input:checked")) parameters.append(input.name, input.value);
  choose(parameters, () => [...panel.querySelectorAll("input")].find(({ name, value }) => name === target.name && value === target.value)?.focus());
});
panel.addEventListener("toggle", () => { if (panel.open) withFields().catch(failed); });
panel.lastElementChild.addEventListener("click", () => choose(withoutChoices(), () => panel.querySelector("summary").focus()));
for (const button of sorts) button.addEventListener("click", () => {
  const parameters = state();
  if (button.value) parameters.set("sort", button.value);
  else parameters.delete("sort");
  choose(parameters);
});
addEventListener("popstate", search);
if (matchMedia("(min-width: 64em)").matches) panel.open = true;
search();
