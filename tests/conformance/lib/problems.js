// Collects problems, so that a test reports the faults of all files together, grouped by the
// violated rule.
import assert from 'node:assert/strict';

const RULES_SHOWN = 20;
const FILES_SHOWN = 5;

export class Problems {
  #byRule = new Map();

  // file: the place; rule: the expectation, in words; detail: the actual state.
  add(file, rule, detail = '') {
    if (!this.#byRule.has(rule)) this.#byRule.set(rule, []);
    this.#byRule.get(rule).push(detail === '' ? file : `${file}: ${detail}`);
  }

  expect(truth, file, rule, detail) {
    if (!truth) this.add(file, rule, detail);
    return Boolean(truth);
  }

  // Fails with all problems, and also when the test checked nothing: such a test proves nothing.
  none(seen, what) {
    if (!(seen > 0)) this.add('the portal', `there are ${what} to look at`);
    if (this.#byRule.size === 0) return;
    const rules = [...this.#byRule].sort((a, b) => b[1].length - a[1].length);
    const count = rules.reduce((sum, [, found]) => sum + found.length, 0);
    const lines = [`${count} finding(s) in ${seen} ${what}`];
    for (const [rule, found] of rules.slice(0, RULES_SHOWN)) {
      lines.push(`  ${found.length} × ${rule}`);
      for (const where of found.slice(0, FILES_SHOWN)) lines.push(`      ${where}`);
      if (found.length > FILES_SHOWN) lines.push(`      … and ${found.length - FILES_SHOWN} more`);
    }
    if (rules.length > RULES_SHOWN) lines.push(`  … and ${rules.length - RULES_SHOWN} more rules`);
    assert.fail(lines.join('\n'));
  }
}
