// The JSON Schemas that `tamquan schema` writes, with ajv: they accept every file of the portals
// that are built, and refuse the files of tests/broken whose shape is wrong.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv/dist/2020.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = process.env.TAMQUAN_PROGRAM ?? join(root, 'target/checked/tamquan');
const work = mkdtempSync(join(tmpdir(), 'tamquan-schema-'));
after(() => rmSync(work, { recursive: true }));

const PORTALS = ['example-site', 'tests/example-centre', 'tests/example-department', 'tests/example-ministry', 'tests/docs-site', 'docs/style-guide'];
const AGENCIES = ['commune', 'province', 'department', 'ministry'];

// The codes of faults that a schema can see: keys, types, choices, and what is missing. What a kind
// requires is not among them: a page may take it from its original or from a section.
const SHAPE = new Set(['unknown-key', 'unknown-key-far', 'wrong-type', 'missing-key', 'not-a-choice', 'not-a-choice-near', 'choice-label', 'boolean-word', 'not-a-number', 'number-out-of-bounds', 'one-of-record', 'date-form', 'date-day-first', 'date-shape', 'image-without-alt', 'missing-title', 'unknown-taxonomy']);

// Faults of shape that depend on another key or on the place of the file.
const UNSEEN = [
  // A home page needs no title, and has the schema of the other sections.
  ['section-missing-title.site', 'missing-title'],
  // The lists of duties are those of the law, which a portal extends.
  ['duties-of-no-list.site', 'not-a-choice-near'],
  // The language that a title needs is the first one of the portal.
  ['menus-that-cannot-be-meant.site', 'missing-key'],
];

// Reads the TOML of many files at once: whole files, and the front matter of texts. A file without
// TOML, such as one with YAML, is left out.
const READ = `
import json, re, sys, tomllib
found = {}
for path in json.load(sys.stdin):
    text = open(path, encoding="utf-8", errors="replace", newline="").read().replace("\\r\\n", "\\n").lstrip("\\ufeff")
    if path.endswith(".md"):
        front = re.match(r"\\s*\\+\\+\\+\\n(.*?)^\\+\\+\\+[ \\t]*$", text, re.S | re.M)
        if not front: continue
        text = front.group(1)
    try: found[path] = tomllib.loads(text)
    except tomllib.TOMLDecodeError: pass
json.dump(found, sys.stdout, default=str)
`;

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

// Each file of the portals with its portal, the name of its schema and its value. One program reads
// all of them, because each start of it costs time.
function filesOf(sites) {
  const kinds = (site) => filesBelow(join(site, 'kinds')).filter((file) => file.endsWith('.toml'));
  const texts = (site) => filesBelow(join(site, 'content')).filter((file) => file.endsWith('.md'));
  const all = sites.flatMap((site) => [join(site, 'portal.toml'), ...kinds(site), ...texts(site)].filter(existsSync).map((file) => ({ site, file })));
  const values = JSON.parse(execFileSync('python3', ['-c', READ], { input: JSON.stringify(all.map(({ file }) => file)), maxBuffer: 1 << 28 }));
  const schemaOf = (site, file) => {
    if (file === join(site, 'portal.toml')) return 'portal.toml';
    if (file.endsWith('.toml')) return 'kinds';
    if (/(^|\/)_index\.([A-Za-z-]+\.)?md$/.test(file)) return '_index';
    if (values[file].kind) return values[file].kind;
    // A folder without a kind of its own has the kind of the folder above.
    for (let folder = dirname(file); folder.startsWith(join(site, 'content')); folder = dirname(folder)) {
      const kind = values[join(folder, '_index.md')]?.kind;
      if (kind) return kind;
    }
    return 'page';
  };
  return all.filter(({ file }) => file in values).map(({ site, file }) => ({ site, file, schema: schemaOf(site, file), value: values[file] }));
}

let count = 0;
const made = new Map();

// Validators by the names of the schemas of a portal. Portals with the same configuration and kinds
// share them. Where the kinds are wrong, those of the program count.
function validators(site) {
  const sources = [join(site, 'portal.toml'), ...filesBelow(join(site, 'kinds'))].filter(existsSync);
  const key = JSON.stringify(sources.map((file) => [file.slice(site.length), readFileSync(file, 'latin1')]));
  if (!made.has(key)) made.set(key, makeValidators(site));
  return made.get(key);
}

function makeValidators(site) {
  const folder = join(work, `schemas-${count++}`);
  const write = (of) => execFileSync(program, ['schema', '--site', of, '-o', folder, '--lang', 'en'], { stdio: 'pipe' });
  try {
    write(site);
  } catch {
    write(folder);
  }
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictTypes: false, strictRequired: false });
  const compiled = new Map();
  return (name) => {
    const path = join(folder, `${name}.schema.json`);
    if (!existsSync(path)) return undefined;
    if (!compiled.has(name)) compiled.set(name, ajv.compile(JSON.parse(readFileSync(path, 'utf8'))));
    return compiled.get(name);
  };
}

// Why the schema of a file refuses it; undefined if it is accepted.
function refusal({ site, schema, value }) {
  const validate = validators(site)(schema);
  if (!validate) return `no schema ${schema}`;
  return validate(value) ? undefined : validate.errors.map((e) => `${schema}: ${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`).join('; ');
}

test('the schemas accept every file of the portals that are built', () => {
  const portals = AGENCIES.map((agency) => {
    const site = join(work, agency);
    execFileSync(program, ['new', site, '--agency', agency, '--name', 'Cơ quan'], { stdio: 'pipe' });
    return site;
  });
  const files = filesOf([...PORTALS.map((portal) => join(root, portal)), ...portals]);
  const refused = files.map((file) => [file.file, refusal(file)]).filter(([, why]) => why);
  assert.deepEqual(refused, []);
  assert.ok(files.length > 500, `${files.length} files`);
});

// A case of tests/broken: its expected errors, and its files that are plain texts.
function readCase(path) {
  const [head, ...parts] = readFileSync(path, 'utf8').split(/^--- /m);
  const files = parts.map((part) => {
    const end = part.indexOf('\n');
    return { words: part.slice(0, end).split(' '), text: part.slice(end + 1) };
  });
  const errors = [...head.matchAll(/^error (\S+) ([^\s:]+)/gm)].map(([, code, file]) => ({ code, file }));
  return { head, errors, files };
}

const PORTAL = 'base_url = "https://senvang.lamgiang.gov.vn"\ntitle = "Cổng"\n[agency]\ntype = "commune"\nname = "Ủy ban nhân dân xã Sen Vàng"\n';

test('the schemas refuse the files whose shape is wrong, and no file that is only unusual', () => {
  const cases = filesBelow(join(root, 'tests/broken')).filter((file) => file.endsWith('.site')).sort();
  const wanted = [];
  for (const path of cases) {
    const { head, errors, files } = readCase(path);
    const shape = errors.filter(({ code, file }) => SHAPE.has(code) && /^(portal\.toml$|content\/.*\.md$|kinds\/.*\.toml$)/.test(file));
    const isFine = /^fine$/m.test(head);
    if ((!isFine && shape.length === 0) || files.some(({ words }) => words.length > 1)) continue;
    const site = join(work, `case-${count++}`);
    const bare = /^bare$/m.test(head) ? [] : [{ words: ['portal.toml'], text: PORTAL }, { words: ['content/_index.md'], text: '+++\ntitle = "Trang chủ"\n+++\n' }];
    for (const { words: [name], text } of [...bare, ...files]) {
      mkdirSync(dirname(join(site, name)), { recursive: true });
      writeFileSync(join(site, name), text);
    }
    wanted.push({ path, site, shape, isFine });
  }
  const read = filesOf(wanted.map(({ site }) => site));
  const wrong = [];
  let told = 0;
  for (const { path, site, shape, isFine } of wanted) {
    const own = read.filter((file) => file.site === site);
    const refused = new Map(own.map((file) => [file.file, refusal(file)]));
    if (isFine) wrong.push(...[...refused].filter(([, why]) => why).map((told) => `${path} is fine: ${told}`));
    for (const { code, file } of shape) {
      if (!refused.has(join(site, file)) || UNSEEN.some(([of, what]) => path.endsWith(of) && code === what)) continue;
      told += 1;
      if (!refused.get(join(site, file))) wrong.push(`${path}: ${code} of ${file} is not seen`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(told > 60, `${told} faults`);
});
