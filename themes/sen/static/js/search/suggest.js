// Suggestions under the search field, by the combobox pattern of ARIA: the focus stays in the
// field, arrows move through the list.
import { find, first, keysOf } from "./engine.js";
import { element, marked } from "./results.js";

const SUGGESTIONS = 6;
const WAIT = 150; // ms between the last letter and the suggestions

// The items of the list for what was typed.
async function suggestions(asked, open, slips) {
  const index = await open();
  const { query, found } = await find(index, slips, asked, true);
  const cards = await index.cards(first(found.numbers, SUGGESTIONS, found.isBefore));
  return cards.map((card) => element("li", { "data-address": card.address },
    element("span", {}, ...marked(card.title, keysOf(query))), card.label && element("span", { class: "count" }, ` ${card.label}`)));
}

// `open` gives the index, and `slips` loads the module of this name.
export function suggest(field, list, open, slips) {
  let chosen = -1;
  let timer;
  let asked = 0;
  field.setAttribute("role", "combobox");
  for (const [name, value] of [["autocomplete", "list"], ["expanded", "false"], ["controls", list.id]]) field.setAttribute(`aria-${name}`, value);

  const options = () => [...list.children];
  const choose = (at) => {
    chosen = at;
    options().forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    if (at < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", options()[at].id);
      options()[at].scrollIntoView({ block: "nearest" });
    }
  };
  const close = () => {
    clearTimeout(timer);
    asked += 1;
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const update = async () => {
    const mine = asked += 1;
    const found = field.value.trim().length > 1 ? await suggestions(field.value, open, slips) : [];
    if (mine !== asked) return;
    list.replaceChildren(...found);
    found.forEach((option, at) => {
      option.id = `${list.id}-${at}`;
      option.setAttribute("role", "option");
    });
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(found.length > 0));
    choose(-1);
  };
  const go = (option) => { location.href = option.dataset.address; };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => update().catch(close), WAIT);
  });
  field.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.isComposing) return;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden && count) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // The field itself is one stop between the last and the first suggestion.
      choose((chosen + 1 + step + count + 1) % (count + 1) - 1);
    } else if (event.key === "ArrowDown" && event.altKey) update().catch(close);
    else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      go(options()[chosen]);
    }
  });
  field.addEventListener("blur", close);
  // A press must not take the focus from the field before the click arrives.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(option);
  });
  return { close };
}
