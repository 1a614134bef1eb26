// The sources of the theme `sen` against its living style guide (docs/style-guide), so that neither
// can change without the other. These tests read the repository and not a built portal.
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Problems } from './lib/problems.js';

const root = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const named = (path, ending) => readdirSync(new URL(path, root), { recursive: true }).filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));

const templates = 'themes/sen/templates/';
const guide = 'docs/style-guide/content/';

// `components/badge`, `partials/list`, `home/doors`, `shortcodes/chart` …
const components = [
  ...[...read(`${templates}components.html`).matchAll(/\{% component (\w+)\(/g)].map(([, name]) => `components/${name}`),
  ...['partials', 'home', 'shortcodes'].flatMap((folder) => named(templates + folder, '.html').map((name) => `${folder}/${name}`)),
];

// The pages of the guide that describe components: their file, and the components that they name.
const described = named(guide, '.md').map((name) => ({ name, text: read(`${guide}${name}.md`) }))
  .map(({ name, text }) => ({ name, parts: /^parts = \[(.*)\]$/m.exec(text)?.[1].match(/"[^"]+"/g).map((part) => part.slice(1, -1)) }))
  .filter(({ parts }) => parts);

test('every component of the theme has one page in the style guide, and every page its components', () => {
  const problems = new Problems();
  for (const component of components) {
    const pages = described.filter(({ parts }) => parts.includes(component)).map(({ name }) => name);
    problems.expect(pages.length === 1, component, 'a component has one page in docs/style-guide that names it in `parts`', pages.join(', ') || 'none');
  }
  for (const { name, parts } of described) {
    for (const part of parts) problems.expect(components.includes(part), `${guide}${name}.md`, 'a page names components that the theme has', part);
  }
  problems.none(components.length, 'components');
});

test('a component says in its first comment what it is', () => {
  const problems = new Problems();
  const files = components.filter((name) => !name.startsWith('components/'));
  for (const name of files) problems.expect(read(`${templates}${name}.html`).startsWith('{#'), name, 'a file begins with a comment');
  const lines = read(`${templates}components.html`).split('\n');
  lines.forEach((line, at) => {
    const name = /^\{% component (\w+)/.exec(line)?.[1];
    if (name) problems.expect(lines[at - 1].trimEnd().endsWith('-#}'), `components/${name}`, 'a comment stands above a component');
  });
  problems.none(files.length, 'files');
});

test('the dark values are the same for those whose system is dark and for those who choose them', () => {
  const problems = new Problems();
  const sheet = read('themes/sen/static/css/sen/_tokens.css');
  const values = (rule) => {
    const at = sheet.indexOf(rule);
    const block = at < 0 ? '' : sheet.slice(at + rule.length, sheet.indexOf('}', at));
    return new Map([...block.matchAll(/(--[\w-]+): ([^;]+);/g)].map(([, name, value]) => [name, value]));
  };
  const system = ':root:not(.light):not(.black) {';
  const pairs = [
    ['dark', values(`@media (prefers-color-scheme: dark) {\n  ${system}`), values(':root.dark {')],
    ['black', values(`@media (prefers-contrast: more) and (prefers-color-scheme: dark) {\n  ${system}`), values(':root.black {')],
  ];
  let count = 0;
  for (const [name, bySystem, chosen] of pairs) {
    problems.expect(bySystem.size, '_tokens.css', 'both lists are there', name);
    for (const [token, value] of bySystem) {
      count += 1;
      problems.expect(chosen.get(token) === value, '_tokens.css', `a token of ${name} has one value`, `${token}: ${value} and ${chosen.get(token)}`);
    }
  }
  problems.none(count, 'values');
});
