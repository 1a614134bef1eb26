// The description of a page for machines: metadata of the national profile of Dublin Core, the
// canonical address, the translations, and an outline of headings.
import { test } from 'node:test';
import { all, attr, elements, first, tag, text } from './lib/html.js';
import { indexable, origin, pageAt, pages, target } from './lib/site.js';
import { w3c } from './lib/dates.js';
import { Problems } from './lib/problems.js';

const shown = pages.filter((p) => !p.refreshes);

test('the six mandatory Dublin Core elements are there and not empty', () => {
  const problems = new Problems();
  for (const page of indexable) {
    for (const name of ['title', 'creator', 'date', 'description', 'publisher', 'identifier']) {
      const values = page.meta(`DC.${name}`);
      problems.expect(values.length && values.every((v) => v.trim()), page.file, `DC.${name} is there and not empty`);
    }
    for (const date of page.meta('DC.date')) problems.expect(!Number.isNaN(w3c(date)), page.file, 'DC.date is a W3C date', date);
    const schema = all(page.document, 'link').filter((l) => /^schema\.dc$/i.test(attr(l, 'rel') ?? ''));
    problems.expect(schema.length === 1, page.file, '<link rel="schema.DC"> says what DC means');
  }
  problems.none(indexable.length, 'published pages');
});

test('DC.language is the language of the page', () => {
  const problems = new Problems();
  for (const page of indexable) {
    problems.expect(/^[a-z]{2}(-[A-Z]{2})?$/.test(page.lang), page.file, 'html has a lang', page.lang);
    problems.expect(page.meta('DC.language').join() === page.lang, page.file, 'DC.language = html lang', `${page.meta('DC.language').join()} ≠ ${page.lang}`);
  }
  problems.none(indexable.length, 'published pages');
});

test('titles and descriptions are there, once', () => {
  const problems = new Problems();
  for (const page of pages) {
    const titles = all(first(page.document, 'head'), 'title');
    problems.expect(titles.length === 1 && page.title, page.file, 'a page has one title', titles.map(text).join(' | '));
    const descriptions = page.meta('description');
    if (page.indexable) problems.expect(descriptions.length === 1 && descriptions[0].trim(), page.file, 'a published page has one description');
    problems.expect(page.title === page.title.normalize('NFC'), page.file, 'the title is in NFC');
  }
  problems.none(pages.length, 'pages');
});

test('canonical is the page’s own absolute address', () => {
  const problems = new Problems();
  for (const page of indexable) {
    const hrefs = page.links('canonical').map((l) => attr(l, 'href'));
    problems.expect(hrefs.length === 1 && hrefs[0] === page.permalink, page.file, 'canonical is the page’s own address', hrefs.join(' '));
  }
  problems.none(indexable.length, 'published pages');
});

const translations = (page) => page.links('alternate').filter((l) => attr(l, 'hreflang')).map((l) => ({ lang: attr(l, 'hreflang'), href: attr(l, 'href') ?? '' }));

test('hreflang: translations name each other, themselves and a default', () => {
  const problems = new Problems();
  let pairs = 0;
  for (const page of indexable) {
    const list = translations(page);
    if (list.length === 0) continue;
    const own = list.filter((t) => t.href === page.permalink && t.lang !== 'x-default');
    problems.expect(own.length === 1 && own[0].lang === page.lang, page.file, 'a page names itself among its translations');
    problems.expect(list.filter((t) => t.lang === 'x-default').length === 1, page.file, 'there is one x-default');
    problems.expect(new Set(list.map((t) => t.lang)).size === list.length, page.file, 'a language is named once', list.map((t) => t.lang).join(' '));
    for (const { lang, href } of list) {
      const there = href.startsWith(origin) ? pageAt.get(target(href, '/').path) : undefined;
      if (!problems.expect(there?.indexable, page.file, 'a translation is a published page, by its absolute address', href)) continue;
      if (lang === 'x-default') {
        problems.expect(list.some((t) => t.href === href && t.lang !== lang), page.file, 'x-default is one of the translations', href);
        continue;
      }
      problems.expect(there.lang === lang, page.file, 'a translation is in the language it is said to be', `${href} is ${there.lang}, not ${lang}`);
      problems.expect(translations(there).some((t) => t.href === page.permalink && t.lang === page.lang), page.file, 'a translation names this page in turn', href);
      if (there !== page) pairs += 1;
    }
  }
  problems.none(pairs, 'translations');
});

const headings = (page) => [...elements(page.document)].filter((e) => /^h[1-6]$/.test(e.tagName));

test('every page has one h1, and it is the first heading', () => {
  const problems = new Problems();
  for (const page of shown) {
    const list = headings(page);
    const h1 = list.filter((h) => h.tagName === 'h1');
    problems.expect(h1.length === 1, page.file, 'a page has one h1', String(h1.length));
    problems.expect(list[0]?.tagName === 'h1', page.file, 'no heading stands before the h1', list[0] && `${tag(list[0])} ${text(list[0]).trim()}`);
  }
  problems.none(shown.length, 'pages');
});

test('heading levels do not skip and no heading is empty', () => {
  const problems = new Problems();
  for (const page of shown) {
    let level = 0;
    for (const h of headings(page)) {
      const now = Number(h.tagName[1]);
      problems.expect(now <= level + 1, page.file, 'a heading is at most one level below the one before', `h${level} → h${now} “${text(h).trim()}”`);
      problems.expect(text(h).trim() || all(h, 'img').some((i) => attr(i, 'alt')), page.file, 'a heading has words', tag(h));
      level = now;
    }
  }
  problems.none(shown.length, 'pages');
});

test('text is NFC throughout', () => {
  const problems = new Problems();
  for (const page of pages) {
    for (const e of elements(page.document)) {
      for (const child of e.childNodes) {
        if (child.nodeName === '#text') problems.expect(child.value === child.value.normalize('NFC'), page.file, 'text is in NFC', child.value.trim().slice(0, 60));
      }
    }
  }
  problems.none(pages.length, 'pages');
});
