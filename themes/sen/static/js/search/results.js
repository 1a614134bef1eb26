// What the results of a search look like. It is loaded together with the first files of the index.
// Everything is made of text nodes: no title and no query becomes markup.
import { words } from "./engine.js";

export const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  made.append(...children.filter((child) => child !== undefined && child !== ""));
  return made;
};

// A text with the words of the query marked.
export function marked(text, keys) {
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
  const apply = /^https:/.test(more.apply) && more.apply;
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

// Adds results to a list.
export function show(list, cards, { keys, answered, kinds, text, best }) {
  for (const card of cards) {
    const row = item(card, keys, kinds, text);
    if (card.number === best && hasAll(card, answered)) answer(row, card, text);
    list.append(row);
  }
}
