// The machine-readable outputs: api/, metadata.jsonl, dcat.jsonld, schedule.json, changes.json.
import { test } from 'node:test';
import { ending, fileAt, files, indexable, origin, pageAt, pages, read, target, today } from './lib/site.js';
import { isoDay, rfc3339, w3c } from './lib/dates.js';
import { Problems } from './lib/problems.js';

// The parsed file; undefined after a problem was reported.
function json(file, problems) {
  if (!problems.expect(files.has(file), file, 'the file is there')) return undefined;
  try { return JSON.parse(read(file)); } catch (error) { problems.add(file, 'the file is JSON', error.message); return undefined; }
}

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const listIn = (value) => (Array.isArray(value) ? value : Object.values(value ?? {}).find(Array.isArray));
const addressOf = (record) => [record.url, record.permalink, record.identifier, record.id, record['@id'], record['dcterms:identifier'], record['DC.identifier']].find((v) => /^(https?:\/)?\//.test(v ?? ''));

test('api: every file is JSON with a list of things that have a title and an address', () => {
  const problems = new Problems();
  const api = ending('.json').filter((f) => /\/api\//.test(f));
  for (const file of api) {
    const data = json(file, problems);
    const list = listIn(data);
    if (!problems.expect(list, file, 'there is a list')) continue;
    for (const record of list) {
      if (!problems.expect(isObject(record), file, 'what is listed is a record', JSON.stringify(record))) continue;
      problems.expect((record.title ?? record.name)?.toString().trim(), file, 'a record has a title', JSON.stringify(record).slice(0, 80));
      const address = addressOf(record);
      if (problems.expect(address, file, 'a record has an address', JSON.stringify(record).slice(0, 80))) here(address, file, problems);
    }
  }
  problems.none(api.length, 'files in api/');
});

test('metadata.jsonl has one line for each published page', () => {
  const file = '/metadata.jsonl';
  const problems = new Problems();
  const lines = files.has(file) ? read(file).split('\n') : [];
  if (lines.length) problems.expect(lines.pop() === '', file, 'the last line ends in a line break');
  const listed = new Set();
  lines.forEach((line, at) => {
    let record;
    try { record = JSON.parse(line); } catch (error) { problems.add(`${file}:${at + 1}`, 'a line is JSON', error.message); return; }
    if (!problems.expect(isObject(record), `${file}:${at + 1}`, 'a line is a record')) return;
    const address = addressOf(record);
    problems.expect(address, `${file}:${at + 1}`, 'a record has an address', line.slice(0, 80));
    listed.add(new URL(address ?? '/', origin).href);
    for (const name of ['title', 'creator', 'date', 'description', 'publisher', 'identifier']) {
      const value = [name, `DC.${name}`, `dc:${name}`, `dcterms:${name}`].map((k) => record[k]).find((v) => v !== undefined);
      problems.expect(value !== undefined && value !== null && String(value).trim(), `${file}:${at + 1}`, `a record has ${name}`, line.slice(0, 80));
    }
  });
  problems.expect(lines.length === indexable.length, file, 'there are as many lines as published pages', `${lines.length} lines, ${indexable.length} pages`);
  for (const page of indexable) problems.expect(listed.has(page.permalink), page.file, 'a published page has its record in metadata.jsonl');
  problems.none(lines.length, 'lines');
});

test('dcat.jsonld is a catalogue of the open data', () => {
  const file = '/dcat.jsonld';
  const problems = new Problems();
  const data = json(file, problems);
  problems.expect(data?.['@context'], file, 'there is a @context');
  const nodes = [];
  collect(data, nodes);
  const of = (name) => nodes.filter((n) => [n['@type']].flat().some((t) => new RegExp(`(^|[:#/])${name}$`).test(t ?? '')));
  const get = (node, name) => node[name] ?? node[`dcterms:${name}`] ?? node[`dct:${name}`] ?? node[`dcat:${name}`];
  problems.expect(of('Catalog').length === 1, file, 'there is one Catalog');
  const sets = pages.filter((p) => p.template === 'dataset.html' && p.indexable);
  problems.expect(sets.length === 0 || of('Dataset').length > 0, file, 'the data sets of the portal are in the catalogue');
  for (const set of of('Dataset')) {
    for (const name of ['title', 'description', 'publisher', 'distribution']) problems.expect(get(set, name), file, `a Dataset has ${name}`, set['@id']);
  }
  for (const d of of('Distribution')) {
    const address = ['accessURL', 'downloadURL'].map((n) => get(d, n)).find(Boolean);
    problems.expect(address, file, 'a Distribution has an accessURL', d['@id']);
    const url = typeof address === 'string' ? address : address?.['@id'];
    if (url) here(url, file, problems);
    problems.expect(get(d, 'license') ?? of('Dataset').some((s) => get(s, 'license')), file, 'a Distribution or its Dataset has a license', d['@id']);
  }
  problems.none(nodes.length, 'nodes');
});

function collect(value, nodes) {
  if (Array.isArray(value)) value.forEach((v) => collect(v, nodes));
  else if (isObject(value)) {
    if (value['@type']) nodes.push(value);
    Object.entries(value).filter(([k]) => k !== '@context').forEach(([, v]) => collect(v, nodes));
  }
}

test('schedule.json lists moments to come, in order', () => {
  const file = '/schedule.json';
  const problems = new Problems();
  const data = json(file, problems);
  const list = listIn(data);
  problems.expect(list, file, 'there is a list of moments');
  let last = -Infinity;
  for (const entry of list ?? []) {
    const value = typeof entry === 'string' ? entry : Object.values(entry).find((v) => typeof v === 'string' && !Number.isNaN(w3c(v)));
    const at = Number.isNaN(isoDay(value)) ? rfc3339(value) : isoDay(value);
    if (!problems.expect(!Number.isNaN(at), file, 'a moment is a date or a date with time', JSON.stringify(entry))) continue;
    problems.expect(at >= Date.parse(today) - 86_400_000, file, 'a moment is yet to come', JSON.stringify(entry));
    problems.expect(at >= last, file, 'moments are in order', JSON.stringify(entry));
    last = at;
  }
  problems.none(data ? 1 : 0, 'schedules');
});

test('every JSON file can be read', () => {
  const problems = new Problems();
  const all = ending('.json', '.jsonld', '.webmanifest');
  for (const file of all) json(file, problems);
  problems.none(all.length, 'JSON files');
});

function here(address, file, problems) {
  const to = target(address, '/');
  if (to.kind === 'inside') problems.expect(fileAt(to.path) ?? pageAt.has(to.path), file, 'an address of this portal exists', address);
  else problems.expect(to.url?.protocol === 'https:', file, 'an address elsewhere is https', address);
}
