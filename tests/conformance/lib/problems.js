// A test looks at many files and should name every fault at once: findings are collected,
// grouped by the rule they break, and shown together.
import assert from 'node:assert/strict';

const RULES_SHOWN = 20;
const FILES_SHOWN = 5;

export class Problems {
  #byRule = new Map();

  // file: where it is; rule: what should hold, in words; detail: what was found instead.
  add(file, rule, detail = '') {
    if (!this.#byRule.has(rule)) this.#byRule.set(rule, []);
    this.#byRule.get(rule).push(detail === '' ? file : `${file}: ${detail}`);
  }

  expect(truth, file, rule, detail) {
    if (!truth) this.add(file, rule, detail);
    return Boolean(truth);
  }

  // Fails with everything that was found, and also when nothing was looked at:
  // a test that saw nothing has shown nothing.
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
