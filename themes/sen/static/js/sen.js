// Sen: what a script adds to pages that already work without one.
(() => {
  "use strict";
  const root = document.documentElement;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // Menu. Without a script its link leads to the menu and opens it; with one, the link is a
  // button that opens and closes it.
  const menu = one(".menu");
  const toggle = one(".menu-toggle");
  const setMenu = (open) => {
    menu.classList.toggle("open", open);
    toggle.setAttribute("aria-expanded", String(open));
  };
  if (menu && toggle) {
    toggle.setAttribute("role", "button");
    toggle.setAttribute("aria-controls", menu.id);
    setMenu(false);
    toggle.addEventListener("click", (event) => {
      event.preventDefault();
      setMenu(!menu.classList.contains("open"));
    });
    toggle.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      toggle.click();
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || !menu.classList.contains("open")) return;
      setMenu(false);
      toggle.focus();
    });
  }

  // What opens over the page closes with Escape, which gives the focus back, and when the focus
  // or a click goes elsewhere.
  const panels = all(".menu-branch, .display");
  for (const panel of panels) {
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !panel.open) return;
      event.preventDefault();
      panel.open = false;
      one("summary", panel).focus();
    });
    panel.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !panel.contains(event.relatedTarget) && innerWidth > 832) panel.open = false;
    });
  }
  document.addEventListener("click", (event) => {
    for (const panel of panels) if (panel.open && !panel.contains(event.target) && innerWidth > 832) panel.open = false;
  });

  // The skip link moves the focus as well as the view; the attribute leaves again, or a click in
  // the text would jump to the top.
  const skip = one(".skip");
  const main = one("#site_main");
  if (skip && main) {
    skip.addEventListener("click", () => {
      main.tabIndex = -1;
      main.focus();
      main.addEventListener("blur", () => main.removeAttribute("tabindex"), { once: true });
    });
  }

  // The panel "Hiển thị": classes of the page, kept in this browser alone. js/display.js sets
  // them when the next page begins.
  const display = one(".display");
  if (display) {
    const form = one("form", display);
    const names = ["text-2", "text-3", "text-4", "light", "dark", "black", "airy", "lines", "still"];
    const show = (chosen) => names.forEach((name) => root.classList.toggle(name, chosen.includes(name)));
    let kept = [];
    try { kept = (localStorage.getItem("sen-display") || "").split(" "); } catch { /* The browser keeps nothing. */ }
    show(kept);
    for (const input of all("input", form)) if (input.value && kept.includes(input.value)) input.checked = true;
    const keep = () => {
      const chosen = all("input:checked", form).map((input) => input.value).filter(Boolean);
      show(chosen);
      try { localStorage.setItem("sen-display", chosen.join(" ")); } catch { /* The choice holds for this page. */ }
    };
    form.addEventListener("change", keep);
    form.addEventListener("reset", () => setTimeout(keep));
    form.addEventListener("submit", (event) => event.preventDefault());
    display.hidden = false;
  }

  // On paper: the day of printing, the answers to short questions, and the numbers of lines, which
  // the drawing does not tell.
  const printed = one("[data-printed]");
  let opened = [];
  addEventListener("beforeprint", () => {
    // The day in Viet Nam.
    const today = new Date(Date.now() + 7 * 3600000).toISOString().slice(0, 10);
    if (printed) printed.textContent = printed.dataset.printed.replace("%d", today.split("-").reverse().join("/"));
    opened = all(".ask:not([open]), .chart-legend + details:not([open])");
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => { for (const fold of opened) fold.open = false; });

  // Beside the text there is room for a short table of contents.
  const contents = one(".column-top .toc details");
  if (contents && innerWidth >= 1024 && all("a", contents).length <= 15) contents.open = true;

  // A wide table in the text gets a box of its own to scroll in, if it has none yet.
  for (const table of all(".prose table")) {
    if (table.closest(".table-wrap") || table.scrollWidth <= table.parentElement.clientWidth) continue;
    const box = document.createElement("div");
    box.className = "table-wrap";
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", table.caption ? table.caption.textContent : document.title);
    table.replaceWith(box);
    box.append(table);
  }
})();
