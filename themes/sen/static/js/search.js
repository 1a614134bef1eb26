// Sen: the search page. The query and the choices stand in the address; nothing is sent anywhere.
import { find, first, Index, keysOf } from "./search/engine.js";

// The address has what narrows the results, under the name of each facet (search/facets.js).

// The parameters of the address that choose nothing, and with them the facets that every portal has:
// those of fields must be read first.
const NO_FACETS = ["q", "sort"];
const NO_FIELDS = [...NO_FACETS, "kind", "section", "year", "state"];
const chooses = (others) => [...state().keys()].some((name) => !others.includes(name));

const STEP = 10;
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

// What most readers need later, and some never.
const slips = () => import("./search/slips.js");
const rows = () => import("./search/results.js");
const narrowing = () => import("./search/facets.js");

// Suggestions are loaded when a reader enters the field.
let closeSuggestions = () => {};
field.addEventListener("focus", async () => {
  const { suggest } = await import("./search/suggest.js");
  ({ close: closeSuggestions } = suggest(field, one("list"), open, slips));
}, { once: true });

const state = () => new URLSearchParams(location.search);
const go = (parameters, replace) => {
  const address = new URL(location.href);
  address.search = String(parameters);
  history[replace ? "replaceState" : "pushState"](null, "", address);
};

let last; // the answer that is shown: { asked, index, query, found, fields }

// Shows the answer as the choices of the address narrow and order it.
async function narrow() {
  const shown = last;
  const { index, query, found, asked } = shown;
  const [{ element, show }, { narrowed }] = await Promise.all([rows(), narrowing()]);
  const parameters = state();
  const dated = parameters.get("sort") === "date" || !asked;
  const { numbers, isBefore, groups } = await narrowed(shown, { parameters, dated, text, element });
  if (shown !== last) return;
  const isAnswer = !dated && !chooses(NO_FACETS) && found.keys.every(Boolean);
  const options = { keys: keysOf(query), answered: found.keys?.flat(), kinds: index.manifest.kinds, text, best: isAnswer ? found.best : undefined };
  let at = 0;
  const add = async (focus) => {
    const cards = await index.cards(first(numbers, at + STEP, isBefore).slice(at));
    if (shown !== last) return;
    const { length } = list.children;
    at += STEP;
    show(list, cards, options);
    more.hidden = at >= numbers.length;
    if (focus) list.children[length]?.querySelector("a").focus();
  };
  for (const button of sorts) button.setAttribute("aria-pressed", String(button.value === (dated ? "date" : "")));
  panel.children[1].replaceChildren(...groups);
  panel.hidden = !groups.length;
  panel.lastElementChild.hidden = !chooses(NO_FACETS);
  list.replaceChildren();
  await add(false);
  more.onclick = () => add(true).catch(failed);
  const none = !found.numbers.length;
  page.hidden = none;
  browse.hidden = !none;
  const { single, many } = status.dataset;
  const { length } = numbers;
  status.textContent = length > 1 ? many.replace("%n", length.toLocaleString(`${document.documentElement.lang}-u-nu-latn`)) : length ? single : status.dataset.none;
  // “Có phải bạn tìm …?” when the best result has other words than those typed.
  meant.hidden = true;
  if (none || !query.units.some((unit) => unit.slip)) return;
  const said = await (await slips()).correction(shown, text, element);
  if (!said || shown !== last) return;
  meant.replaceChildren(...said);
  meant.hidden = false;
}

// Shows no results, but the other ways to find something.
function leave(said) {
  status.textContent = said;
  page.hidden = true;
  browse.hidden = false;
}

function failed(error) {
  leave(status.dataset.failed);
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
  if (!asked && !chooses(NO_FACETS)) return leave("");
  status.textContent = status.dataset.loading;
  const mine = search.running = {};
  try {
    Promise.all([rows(), narrowing()]).catch(() => {});
    const index = await open();
    const answer = asked ? await find(index, slips, asked) : (await narrowing()).everything(index);
    if (mine !== search.running) return;
    last = { asked, index, ...answer };
    if (chooses(NO_FIELDS)) await withFields();
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
