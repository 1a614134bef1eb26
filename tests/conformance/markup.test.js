// The Nu Html Checker (the W3C's validator) has no message for any page, style sheet or drawing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { check, nothingToReport } from './lib/nu.js';
import { ending, folder } from './lib/site.js';

const nothingOf = (kind) => nothingToReport(kind, [folder], ending(`.${kind}`).length);

test('Nu checker: every HTML page is without errors and warnings', () => nothingOf('html'));
test('Nu checker: every style sheet is without errors and warnings', () => nothingOf('css'));
test('Nu checker: every SVG drawing is without errors and warnings', () => nothingOf('svg'));

// A checker that skipped every file would have no messages either.
test('Nu checker: a fault put there on purpose is found in each kind of file', async () => {
  const faults = {
    html: '<!doctype html><html lang="vi"><head><title>x</title></head><body><p><div></p></body></html>',
    css: 'p { colour: red }',
    svg: '<svg xmlns="http://www.w3.org/2000/svg"><blob/></svg>',
  };
  const there = mkdtempSync(join(tmpdir(), 'nu-'));
  try {
    for (const [kind, source] of Object.entries(faults)) {
      writeFileSync(join(there, `fault.${kind}`), source);
      const found = (await check(kind, [there])).filter((m) => m.type === 'error' && m.url?.endsWith(`fault.${kind}`));
      assert.ok(found.length > 0, `fault.${kind}: no error was reported`);
    }
  } finally {
    rmSync(there, { recursive: true });
  }
});
