// What `tamquan check --sarif` writes, against the schema of SARIF 2.1.0 (OASIS), with ajv: for the
// example portal, which has no finding, and for a copy with faults of many sorts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import formats from 'ajv-formats';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = process.env.TAMQUAN_PROGRAM ?? join(root, 'target/checked/tamquan');
const work = mkdtempSync(join(tmpdir(), 'tamquan-sarif-'));
after(() => rmSync(work, { recursive: true }));

const schema = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('schemastore/schemas/json/sarif-2.1.0.json'), 'utf8'));
// A pattern of the schema is no regular expression of Unicode mode.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
formats(ajv);
const isValid = ajv.compile(schema);

// The report of a check of a portal, after it was held against the schema.
function report(site) {
  const file = join(work, 'report.sarif');
  const { status, stderr } = spawnSync(program, ['check', site, '-o', join(work, 'out'), '--date', '2026-11-23', '--sarif', file], { encoding: 'utf8' });
  assert.ok(status === 0 || status === 1, stderr);
  const read = JSON.parse(readFileSync(file, 'utf8'));
  assert.ok(isValid(read), JSON.stringify(isValid.errors?.slice(0, 5), null, 1));
  return read.runs[0];
}

test('the SARIF of a portal with faults is valid', () => {
  const site = join(work, 'site');
  cpSync(join(root, 'example-site'), site, { recursive: true });
  assert.equal(report(site).results.length, 0);
  const waiver = '\n[[check.waivers]]\nrule = "secret-mark"\nreason = "Bản \\"cũ\\""\nuntil = 2026-12-31\n';
  appendFileSync(join(site, 'portal.toml'), waiver);
  const change = (name, from, to) => writeFileSync(join(site, name), readFileSync(join(site, name), 'utf8').replace(from, to));
  change('portal.toml', 'parent = {', '# {');
  change('content/gioi-thieu/di-tich.md', /$/, '\nTheo Nghị định số 42/2022/NĐ-CP, [tại đây](@/lien-he.md).\n\nTỐI MẬT\n');
  change('content/lien-he.md', '+++\n', '+++\nreview_by = 2026-01-01\n');
  change('content/cong-khai/tuyen-quan-2026.md', /$/, '\nTrần Văn B, số CMND 123456789.\n');
  const { results } = report(site);
  const rules = new Set(results.map(({ ruleId }) => ruleId));
  for (const rule of ['ended-instrument-cited', 'parent-portal', 'personal-identity', 'review-overdue', 'secret-mark', 'vague-link']) assert.ok(rules.has(rule), rule);
  assert.ok(results.some(({ suppressions }) => suppressions?.length), 'a waiver is a suppression');
});
