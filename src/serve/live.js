// Keeps a page of the preview up to date: reloads the page when it changed, replaces its style
// sheets, and shows the errors of a failed build.
(() => {
  'use strict';
  const { build, page, shows } = document.currentScript.dataset;
  let since = build; // The last build that this page has received.
  let news; // The stream of events of the server.
  let again; // The timer of the next connection.
  let overlay; // The element that shows errors, or the button for them, if there are any.
  let wrong; // The errors that the overlay shows or showed last, as JSON.
  let closed = false; // Whether the user closed the errors, so that only the button for them is left.

  const path = (address) => {
    try { return decodeURI(new URL(address, location.href).pathname); } catch { return ''; }
  };

  // Whether this page, or a file that it loaded, is among the addresses that changed. `null` means
  // that the server does not know what changed.
  function concerns(changed) {
    if (changed === null || shows === undefined) return true;
    const all = new Set(changed);
    return [shows, path(location.href)].some((own) => all.has(own))
      || performance.getEntriesByType('resource').some(({ name }) => name.startsWith(location.origin) && all.has(path(name)));
  }

  function reload({ changed }) {
    if (concerns(changed)) location.reload();
  }

  // Replaces the style sheets when nothing else was edited, so that the page keeps what the user
  // typed and opened.
  async function restyle({ changed }) {
    if (!concerns(changed)) return;
    try {
      const answer = await fetch(location.href, { cache: 'no-store' });
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const links = (of) => [...of.querySelectorAll('link[rel~=stylesheet]')];
      const [old, young] = [links(document), links(next)];
      const same = next.querySelector('script[src="/__tamquan/live.js"]')?.dataset.page === page;
      if (!same || old.length !== young.length) throw new Error('another page');
      await Promise.all(old.map((link, at) => swap(link, young[at])));
    } catch {
      location.reload();
    }
  }

  function swap(old, young) {
    if (old.getAttribute('href') === young.getAttribute('href')) return undefined;
    const link = document.importNode(young);
    return new Promise((done, failed) => {
      // The old style sheet is removed once the new one has loaded, so that the page does not flicker.
      link.onload = () => { old.remove(); done(); };
      link.onerror = failed;
      old.after(link);
    });
  }

  function make(name, { text, className, parts = [], ...attributes }) {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...parts.filter(Boolean));
    return element;
  }

  // The line of the source with the place of the error marked. Columns count characters, not units
  // of UTF-16.
  function line({ source, line: number, column, length }) {
    const all = Array.from(source);
    const [from, to] = [column - 1, column - 1 + length];
    const pick = (a, b) => all.slice(a, b).join('');
    return make('pre', { tabindex: '0', parts: [
      make('span', { className: 'number', text: `${number} ` }),
      pick(0, from), make('mark', { text: pick(from, to) || ' ' }), pick(to),
    ] });
  }

  function finding(error, words) {
    const place = [error.file, error.line, error.column].filter((part) => part !== null).join(':');
    return make('li', { parts: [
      make('p', { className: 'message', text: error.message }),
      place && make('p', { className: 'place', parts: [make('code', { text: place })] }),
      error.source !== null && error.line !== null && line(error),
      error.hint && make('p', { className: 'hint', parts: [make('strong', { text: `${words.hint}:` }), ` ${error.hint}`] }),
    ] });
  }

  function show(words) {
    const text = JSON.stringify(words);
    // Errors that the user closed are not shown again until the errors change.
    if (text === wrong && (closed || overlay)) return;
    hide();
    wrong = text;
    closed = false;
    const close = make('button', { type: 'button', text: words.close });
    close.addEventListener('click', dismiss);
    const panel = make('section', { role: 'alert', 'aria-labelledby': 'title', lang: words.lang, parts: [
      make('div', { id: 'head', parts: [make('h1', { id: 'title', text: words.title }), shows !== undefined && close] }),
      make('p', { text: [words.mend, words.last].filter(Boolean).join(' ') }),
      make('ol', { parts: words.errors.map((error) => finding(error, words)) }),
      words.rest && make('p', { text: words.rest }),
    ] });
    lay(panel);
  }

  // Puts an element over the page.
  function lay(element) {
    hide();
    overlay = make('tamquan-errors', { className: element.className });
    // A shadow tree keeps the styles of the portal and those of the overlay apart.
    overlay.attachShadow({ mode: 'open' }).append(
      make('link', { rel: 'stylesheet', href: '/__tamquan/live.css' }), element,
    );
    document.documentElement.append(overlay);
  }

  function hide() {
    overlay?.remove();
    overlay = undefined;
  }

  function dismiss() {
    if (shows === undefined) return;
    closed = true;
    // The page is older than the files as long as there are errors: the button says so.
    const words = JSON.parse(wrong);
    const badge = make('button', { type: 'button', className: 'badge', text: words.title, lang: words.lang });
    badge.addEventListener('click', () => { wrong = undefined; show(words); });
    lay(badge);
    badge.focus();
  }

  function ok() {
    hide();
    wrong = undefined;
    // This page was served in place of a portal that could not be built yet.
    if (shows === undefined) location.reload();
  }

  function listen() {
    clearTimeout(again);
    news?.close();
    news = new EventSource(`/__tamquan/events?since=${encodeURIComponent(since)}`);
    for (const [name, act] of Object.entries({ reload, css: restyle, fault: show, ok })) {
      news.addEventListener(name, (event) => { since = event.lastEventId; act(JSON.parse(event.data)); });
    }
    // A browser connects again by itself unless the server refused the connection.
    news.onerror = () => { if (news.readyState === EventSource.CLOSED) again = setTimeout(listen, 1000); };
  }

  function rest() {
    clearTimeout(again);
    news?.close();
  }

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !overlay || closed) return;
    // Without this call, some browsers would also close the stream of events.
    event.preventDefault();
    dismiss();
  });
  // A browser opens at most six connections to a host. So a page that is not visible closes its
  // connection, and receives what it missed when it becomes visible.
  document.addEventListener('visibilitychange', () => (document.hidden ? rest() : listen()));
  addEventListener('pagehide', rest);
  addEventListener('pageshow', (event) => { if (event.persisted) listen(); });
  if (!document.hidden) listen();
})();
