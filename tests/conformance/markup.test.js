// The Nu Html Checker (the W3C's validator) has no message for any page, style sheet or drawing.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { ending, folder } from './lib/site.js';
import { Problems } from './lib/problems.js';

const jar = String(createRequire(import.meta.url)('vnu-jar'));

function check(kind, where) {
  const args = ['-jar', jar, `--skip-non-${kind}`, '--format', 'json', '--stdout', where];
  return new Promise((resolve, reject) => {
    execFile('java', args, { maxBuffer: 1 << 30 }, (error, stdout, stderr) => {
      // The exit code is 1 both for messages and for a failed start: only the report distinguishes
      // them.
      try { resolve(JSON.parse(stdout).messages); } catch { reject(new Error(`the checker gave no report: ${stderr || error}`)); }
    });
  });
}

async function nothingToReport(kind) {
  const problems = new Problems();
  for (const m of await check(kind, folder)) {
    const file = decodeURIComponent((m.url ?? '').replace(/^file:/, '')).replace(folder, '');
    const level = m.type === 'info' ? m.subType ?? 'info' : m.type;
    const extract = (m.extract ?? '').replace(/\s+/g, ' ').trim();
    problems.add(`${file}:${m.lastLine ?? 1}`, `${level}: ${m.message}`, extract);
  }
  problems.none(ending(`.${kind}`).length, `${kind} files`);
}

test('Nu checker: every HTML page is without errors and warnings', () => nothingToReport('html'));
test('Nu checker: every style sheet is without errors and warnings', () => nothingToReport('css'));
test('Nu checker: every SVG drawing is without errors and warnings', () => nothingToReport('svg'));

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
      const found = (await check(kind, there)).filter((m) => m.type === 'error' && m.url?.endsWith(`fault.${kind}`));
      assert.ok(found.length > 0, `fault.${kind}: no error was reported`);
    }
  } finally {
    rmSync(there, { recursive: true });
  }
});
