// Sen: the search page.
(() => {
  "use strict";
  const one = (selector, from = document) => from.querySelector(selector);

  // Search. An entry: t title, u url, d description, k kind, n number, y date, f folded text.
  const form = one("#site_search-form");
  if (!form) return;
  const input = one("#site_search-q");
  const status = one("#site_search-status");
  const list = one("#site_search-results");
  const text = form.dataset;
  const step = 20;
  let entries = null;

  const plain = (words) => words.normalize("NFC").toLowerCase().replace(/\s+/g, " ").trim();
  const fold = (words) => plain(words).normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
  const hasWord = (where, word) => (" " + where.replace(/[^\p{L}\p{N}/.-]+/gu, " ") + " ").includes(" " + word + " ");

  const load = async () => {
    if (entries) return entries;
    const answer = await fetch(text.index, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    entries = (await answer.json()).map((entry) => ({
      ...entry,
      title: plain(entry.t || ""),
      exact: plain([entry.t, entry.d, entry.n].filter(Boolean).join(" ")),
      titleFolded: fold(entry.t || ""),
      number: fold(entry.n || ""),
    }));
    return entries;
  };

  // Every word must be found. What is written exactly as asked comes first; marks that were typed and are not there cost places.
  const rank = (entry, asked, folded, words, marked) => {
    let score = 0;
    if (entry.number && entry.number === folded) score += 1000;
    else if (entry.number && entry.number.includes(folded)) score += 400;
    if (entry.title === asked) score += 500;
    else if (entry.title.includes(asked)) score += 300;
    else if (entry.titleFolded.includes(folded)) score += marked ? 100 : 200;
    if (entry.exact.includes(asked)) score += 80;
    for (const word of words) {
      const body = entry.f || "";
      const inTitle = entry.titleFolded.includes(word.folded);
      if (!inTitle && !body.includes(word.folded) && !entry.number.includes(word.folded)) return 0;
      score += inTitle ? 20 : 4;
      if (hasWord(entry.titleFolded, word.folded)) score += 10;
      else if (hasWord(body, word.folded)) score += 4;
      if (word.marked) score += entry.exact.includes(word.plain) ? 30 : -8;
    }
    return Math.max(score, 1);
  };

  const item = (entry) => {
    const row = document.createElement("li");
    row.className = "row";
    const title = document.createElement("h2");
    title.className = "card-title";
    const link = document.createElement("a");
    link.href = entry.u;
    link.textContent = entry.t;
    title.append(link);
    const facts = document.createElement("p");
    facts.className = "row-facts";
    const date = entry.y ? String(entry.y).slice(0, 10).split("-").reverse().join("/") : "";
    for (const fact of [entry.k, entry.n, date]) {
      if (!fact) continue;
      const span = document.createElement("span");
      span.textContent = fact;
      facts.append(span);
    }
    row.append(title, facts);
    if (entry.d) {
      const about = document.createElement("p");
      about.textContent = entry.d;
      row.append(about);
    }
    return row;
  };

  const more = document.createElement("button");
  more.type = "button";
  more.textContent = text.more;
  more.hidden = true;
  list.after(more);

  const show = (found) => {
    let shown = 0;
    const add = (focus) => {
      const rows = found.slice(shown, shown + step).map(item);
      shown += rows.length;
      list.append(...rows);
      more.hidden = shown >= found.length;
      if (focus && rows.length) one("a", rows[0]).focus();
    };
    list.replaceChildren();
    list.hidden = found.length === 0;
    more.onclick = () => add(true);
    add(false);
    status.textContent = found.length === 0 ? text.none : found.length === 1 ? text.one : text.many.replace("%n", String(found.length));
  };

  const search = async () => {
    const asked = plain(input.value);
    if (!asked) {
      list.replaceChildren();
      list.hidden = more.hidden = true;
      status.textContent = "";
      return;
    }
    status.textContent = text.loading;
    try {
      const folded = fold(asked);
      const words = asked.split(" ").map((word) => ({ plain: word, folded: fold(word), marked: fold(word) !== word }));
      const marked = words.some((word) => word.marked);
      const found = (await load())
        .map((entry) => ({ entry, score: rank(entry, asked, folded, words, marked) }))
        .filter((hit) => hit.score > 0)
        .sort((a, b) => b.score - a.score || String(b.entry.y || "").localeCompare(String(a.entry.y || "")) || (a.entry.u < b.entry.u ? -1 : 1));
      show(found.map((hit) => hit.entry));
    } catch {
      status.textContent = text.failed;
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = new URL(location.href);
    address.searchParams.set("q", input.value);
    history.replaceState(null, "", address);
    search();
  });
  const given = new URLSearchParams(location.search).get("q");
  if (given) {
    input.value = given;
    search();
  }
})();
