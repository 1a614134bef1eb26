// The Nu Html Checker (the W3C's validator) has no message for any page, style sheet or drawing, and
// html-validate none for one page of each template.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { check, nothingToReport } from './lib/nu.js';
import { ending, folder } from './lib/site.js';
import { samples } from './lib/browser.js';
import { messages as messagesOf, validate } from './lib/validate.js';

// A checker that skipped every file would have no messages either, so that it also reads a fault of
// each kind.
const FAULTS = {
  html: '<!doctype html><html lang="vi"><head><title>x</title></head><body><p><div></p></body></html>',
  css: 'p { colour: red }',
  svg: '<svg xmlns="http://www.w3.org/2000/svg"><blob/></svg>',
};
const faulty = mkdtempSync(join(tmpdir(), 'nu-'));

// One run of the checker reads everything: its start takes longer than most files.
let messages;
before(async () => {
  for (const [kind, source] of Object.entries(FAULTS)) writeFileSync(join(faulty, `fault.${kind}`), source);
  messages = await check([folder, faulty]);
});
after(() => rmSync(faulty, { recursive: true }));

// Messages about no file, or about one of another kind, are reported with the pages.
const KINDS = { css: 'style sheet', svg: 'SVG drawing' };
const kindOf = (file) => (extname(file).slice(1) in KINDS ? extname(file).slice(1) : 'html');
const about = (kind) => messages.filter(({ file }) => !file.startsWith(`${faulty}/`) && kindOf(file) === kind);

for (const [kind, name] of Object.entries({ html: 'HTML page', ...KINDS })) {
  test(`Nu checker: every ${name} is without errors and warnings`, () => nothingToReport(about(kind), ending(`.${kind}`).length, kind));
}

test('Nu checker: a fault put there on purpose is found in each kind of file', () => {
  for (const kind of Object.keys(FAULTS)) {
    const found = messages.some(({ file, level }) => level === 'error' && file === join(faulty, `fault.${kind}`));
    assert.ok(found, `fault.${kind}: no error was reported`);
  }
});

test('html-validate: no page has a message', () => validate(samples.flatMap(([, pages]) => pages)));

test('html-validate: a fault put there on purpose is found', async () => {
  assert.ok((await messagesOf('<!doctype html><html lang="vi"><body><p aria-label="x">x</p><img src="x"></body></html>', 'fault.html')).length > 1);
});
