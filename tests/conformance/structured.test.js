// JSON-LD: it can be parsed, has the members that consumers of schema.org need for each type, and
// agrees with the portal.
import { test } from 'node:test';
import { all, attr, text } from './lib/html.js';
import { fileAt, indexable, origin, pages, target } from './lib/site.js';
import { w3c } from './lib/dates.js';
import { Problems } from './lib/problems.js';

// The mandatory members of a described thing. A nested thing needs only its type.
const REQUIRED = {
  GovernmentOrganization: ['name', 'url', ['address', 'parentOrganization']],
  Legislation: ['name', 'legislationIdentifier', 'legislationType', 'legislationDate'],
  GovernmentService: ['name', 'identifier', 'provider'],
  NewsArticle: ['headline', 'datePublished'],
  Event: ['name', 'startDate', 'location'],
  Person: ['name', 'jobTitle'],
  BreadcrumbList: ['itemListElement'],
  Dataset: ['name', 'license', 'distribution'],
  SpecialAnnouncement: ['name', 'datePosted'],
  QAPage: ['mainEntity'],
  VideoObject: ['name'],
  ImageGallery: ['name'],
  WebPage: ['name', 'url'],
};

// A draft has neither a number nor a date of adoption.
const DRAFT = { Legislation: ['name'] };

// The types that the pages of each template describe.
const ABOUT = {
  'document.html': 'Legislation', 'consultation.html': 'Legislation', 'service.html': 'GovernmentService', 'article.html': 'NewsArticle',
  'event.html': 'Event', 'person.html': 'Person', 'dataset.html': 'Dataset', 'unit.html': 'GovernmentOrganization', 'notice.html': 'SpecialAnnouncement',
  'question.html': 'QAPage', 'video.html': 'VideoObject', 'gallery.html': 'ImageGallery', 'index.html': 'GovernmentOrganization',
};

const DATES = ['datePublished', 'dateModified', 'dateCreated', 'datePosted', 'startDate', 'endDate', 'legislationDate', 'legislationDateVersion', 'uploadDate', 'expires', 'temporalCoverage'];
const listOf = (value) => (value === undefined ? [] : [value].flat());
const empty = (value) => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

// [{ page, data }] for every block; a block that cannot be parsed has an error instead.
const blocks = pages.flatMap((page) => all(page.document, 'script').filter((s) => attr(s, 'type') === 'application/ld+json').map((s) => {
  try { return { page, data: JSON.parse(text(s)) }; } catch (error) { return { page, error: error.message }; }
}));
const described = blocks.filter((b) => b.data).flatMap(({ page, data }) => listOf(data).flatMap((d) => d['@graph'] ?? d).map((node) => ({ page, node })));
const types = (node) => listOf(node?.['@type']);

// Every value with the name of its member, at any depth.
function* members(value, name = '') {
  if (Array.isArray(value)) {
    for (const v of value) yield* members(v, name);
  } else {
    yield [name, value];
    if (value && typeof value === 'object') for (const [k, v] of Object.entries(value)) yield* members(v, k);
  }
}

test('JSON-LD can be read and names its context and types', () => {
  const problems = new Problems();
  for (const { page, data, error } of blocks) {
    if (!problems.expect(!error, page.file, 'JSON-LD is JSON', error)) continue;
    for (const d of listOf(data)) {
      problems.expect(listOf(d['@context']).some((c) => /^https?:\/\/schema\.org\/?$/.test(c) || typeof c === 'object'), page.file, '@context is schema.org', JSON.stringify(d['@context']));
      for (const node of listOf(d['@graph'] ?? d)) problems.expect(types(node).length, page.file, 'everything described has a @type', JSON.stringify(node).slice(0, 80));
    }
    for (const [name, value] of members(data)) problems.expect(!(value === null || value === ''), page.file, 'no member is empty', name);
  }
  for (const page of indexable) problems.expect(blocks.some((b) => b.page === page), page.file, 'a published page has JSON-LD');
  problems.none(blocks.length, 'JSON-LD blocks');
});

for (const [type, names] of Object.entries(REQUIRED)) {
  test(`JSON-LD: ${type} has what it must have`, (t) => {
    const problems = new Problems();
    const things = described.filter(({ node }) => types(node).includes(type));
    for (const { page, node } of things) {
      const required = (page.template === 'consultation.html' && DRAFT[type]) || names;
      for (const name of required) {
        const either = [name].flat();
        problems.expect(either.some((n) => !empty(node[n])), page.file, `${type} has ${either.join(' or ')}`);
      }
    }
    if (things.length === 0 && !pages.some((p) => ABOUT[p.template] === type)) return t.skip(`no page describes a ${type}`);
    return problems.none(things.length, `${type} descriptions`);
  });
}

test('JSON-LD says what the page is about, by its kind', () => {
  const problems = new Problems();
  const judged = indexable.filter((p) => ABOUT[p.template]);
  for (const page of judged) {
    problems.expect(described.some((d) => d.page === page && types(d.node).includes(ABOUT[page.template])), page.file, `a page from ${page.template} describes a ${ABOUT[page.template]}`);
  }
  problems.none(judged.length, 'pages');
});

test('JSON-LD: breadcrumbs are numbered from one and lead to pages', () => {
  const problems = new Problems();
  const lists = described.filter(({ node }) => types(node).includes('BreadcrumbList'));
  for (const { page, node } of lists) {
    listOf(node.itemListElement).forEach((item, at) => {
      problems.expect(item['@type'] === 'ListItem' && item.position === at + 1, page.file, 'positions count from 1', JSON.stringify(item));
      problems.expect(item.name ?? item.item?.name, page.file, 'a step has a name', JSON.stringify(item));
      const url = typeof item.item === 'string' ? item.item : item.item?.['@id'] ?? item.item?.url;
      if (at + 1 < node.itemListElement.length) problems.expect(url, page.file, 'every step but the last has an address', JSON.stringify(item));
    });
  }
  problems.none(lists.length, 'breadcrumbs');
});

test('JSON-LD: a dataset says where its files are and in which format', () => {
  const problems = new Problems();
  const sets = described.filter(({ node }) => types(node).includes('Dataset'));
  for (const { page, node } of sets) {
    for (const d of listOf(node.distribution)) {
      problems.expect(d.contentUrl ?? d.url, page.file, 'a distribution has a contentUrl', JSON.stringify(d));
      problems.expect(d.encodingFormat, page.file, 'a distribution has an encodingFormat', JSON.stringify(d));
    }
  }
  if (sets.length || pages.some((p) => p.template === 'dataset.html')) problems.none(sets.length, 'datasets');
});

test('JSON-LD: addresses are absolute, those of this portal exist, dates are W3C dates', () => {
  const problems = new Problems();
  for (const { page, data } of blocks.filter((b) => b.data)) {
    for (const [name, value] of members(data)) {
      if (typeof value !== 'string') continue;
      if (['url', 'contentUrl', 'item', 'image', 'logo', 'thumbnailUrl', 'sameAs'].includes(name)) problems.expect(/^https?:\/\//.test(value), page.file, 'an address is absolute', `${name}: ${value}`);
      if (DATES.includes(name)) problems.expect(value.split('/').every((d) => d === '..' || !Number.isNaN(w3c(d))), page.file, 'a date is a W3C date', `${name}: ${value}`);
      if (!value.startsWith(`${origin}/`) || name === 'urlTemplate' || name === '@context') continue;
      problems.expect(fileAt(target(value, '/').path), page.file, 'an address of this portal exists', `${name}: ${value}`);
    }
  }
  problems.none(blocks.length, 'JSON-LD blocks');
});
