// Sen: the search page. The query and the choices stand in the address; nothing is sent anywhere.
import { choices, choosesFacet, choosesField, facetsOf, fits, group, readFields } from "./search/facets.js";
import { Index } from "./search/index.js";
import { keysOf, needsVocabulary, readQuery } from "./search/query.js";
import { rank, SMALL } from "./search/rank.js";
import { element, show } from "./search/results.js";
import { words } from "./search/words.js";

const STEP = 10;
const SUGGESTIONS = 6;
const MOST_DATED = 300; // results whose cards are all read to sort them by date
const one = (id) => document.getElementById(`site_search-${id}`);
const form = one("form"), field = one("q"), status = one("status"), page = one("page"), list = one("results");
const panel = one("facets"), meant = one("meant"), more = one("more"), texts = one("texts"), browse = one("browse");
const sorts = [...page.querySelectorAll(".search-sort button")];
const text = page.dataset;

let index;
const open = () => index ??= Index.open(form.dataset.index, async (name) => {
  const answer = await fetch(new URL(name, new URL(form.dataset.index, location.href)), { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${answer.status} ${name}`);
  return new Uint8Array(await answer.arrayBuffer());
}).catch((error) => {
  index = undefined;
  throw error;
});

// Names first; texts when the names do not answer, or when `inTexts` asks for them.
async function find(index, asked, { inTexts = false, completing = false } = {}) {
  let query = readQuery(index, asked);
  const load = (...tiers) => Promise.all(tiers.map((tier) => index.load(tier, keysOf(query))));
  // In a small portal the texts are always needed: they are loaded at the same time.
  const both = !completing && (inTexts || index.manifest.documents <= SMALL);
  await load("names", ...(both ? ["texts"] : []));
  let answer = rank(index, query, false);
  if (inTexts || answer.needsTexts || completing) {
    const tiers = completing ? ["names"] : ["names", "texts"];
    await load(...tiers);
    if (needsVocabulary(index, query, completing)) {
      const [{ mend }, vocabulary] = await Promise.all([import("./search/slips.js"), index.vocabulary()]);
      query = mend(index, query, vocabulary, completing);
      await load(...tiers);
    }
    answer = rank(index, query, true);
  }
  return { query, ...answer, namesOnly: !answer.withTexts };
}

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
    const { query, found } = await find(index, asked, { completing: true });
    return { cards: await index.cards(found.slice(0, SUGGESTIONS).map(({ number }) => number)), keys: keysOf(query) };
  }));
}, { once: true });

const state = () => new URLSearchParams(location.search);
const go = (parameters, replace) => {
  const address = new URL(location.href);
  address.search = String(parameters);
  history[replace ? "replaceState" : "pushState"](null, "", address);
};

let last; // the answer that is shown: { asked, index, query, found, fields }

async function byDate(index, numbers) {
  const year = (number) => index.run(number).year;
  const dates = new Map();
  if (numbers.length <= MOST_DATED) for (const { number, date } of await index.cards(numbers)) dates.set(number, date);
  const later = (a, b) => (a === b ? 0 : a < b ? 1 : -1);
  return [...numbers].sort((a, b) => year(b) - year(a) || later(dates.get(a) ?? "", dates.get(b) ?? "") || b - a);
}

// Shows the answer as the choices of the address narrow and order it.
async function narrow() {
  const shown = last;
  const { index, query, found, asked } = shown;
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
  const groups = facets.map((facet) => group(facet, chosen, documents)).filter(Boolean);
  panel.children[1].replaceChildren(...groups);
  panel.hidden = !groups.length;
  panel.lastElementChild.hidden = !choosesFacet(parameters);
  list.replaceChildren();
  await add(false);
  more.onclick = () => add(true).catch(failed);
  texts.hidden = !shown.namesOnly;
  page.hidden = !found.length;
  if (browse) browse.hidden = found.length > 0;
  const { none, one: single, many } = status.dataset;
  const { length } = numbers;
  status.textContent = length > 1 ? many.replace("%n", length.toLocaleString(document.documentElement.lang)) : length ? single : none;
  await correct();
}

// “Có phải bạn tìm …?” when the best result has other words than those typed.
async function correct() {
  const { index, found: [best], query, asked } = last;
  meant.hidden = true;
  if (!best || !query.units.some((unit) => unit.slip)) return;
  const [card] = await index.cards([best.number]);
  const names = new Map(words(`${card.title} ${card.summary}`).map((word) => [word.key, word.text]));
  const parts = query.units.map(({ slip, phrase, alternatives: [typed] }, at) => {
    const keys = slip && best.keys[at] || typed.map((word) => word.key);
    const said = keys.map((key, at) => names.get(key) ?? (slip ? key : typed[at].text));
    return phrase ? `"${said.join(" ")}"` : said.join(" ");
  });
  const corrected = parts.join(" ");
  if (corrected === asked.normalize("NFC").toLowerCase()) return;
  meant.replaceChildren(`${text.meant} `, element("a", { href: `?${new URLSearchParams({ q: corrected })}` }, corrected), "?");
  meant.hidden = false;
}

function failed(error) {
  status.textContent = status.dataset.failed;
  page.hidden = true;
  if (browse) browse.hidden = false;
  console.warn(error);
}

// The facets of fields are read when the panel is opened, or when the address chooses one.
async function withFields() {
  const shown = last;
  if (!shown || shown.fields) return;
  shown.fields = await readFields(shown.index);
  if (shown === last) await narrow();
}

async function search(inTexts = false) {
  const asked = state().get("q")?.trim() ?? "";
  field.value = asked;
  last = undefined;
  if (!asked && !choosesFacet(state())) {
    status.textContent = "";
    page.hidden = true;
    if (browse) browse.hidden = false;
    return;
  }
  status.textContent = status.dataset.loading;
  const mine = search.running = {};
  try {
    const index = await open();
    const answer = asked ? await find(index, asked, { inTexts }) : everything(index);
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
texts.addEventListener("click", () => search(true));
addEventListener("popstate", () => search());
if (matchMedia("(min-width: 64em)").matches) panel.open = true;
search();
