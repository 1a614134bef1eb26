// The browser of all tests of pages.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-first-run'];

// The headless shell is the same engine without the surface of a browser: it opens a page in a
// third of the time that the whole Chromium needs.
const PROGRAMS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
export const program = process.env.TAMQUAN_CHROMIUM ?? PROGRAMS.find((path) => existsSync(path));
if (!program) throw new Error(`there is no ${PROGRAMS.join(' and no ')}: TAMQUAN_CHROMIUM may name another Chromium`);

export const launch = () => chromium.launch({ executablePath: program, args: ARGS });

// The source of axe-core, for evaluation in a page, and its options: every rule of level A and AA,
// the size of targets, and the best practices.
export const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const RULES = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'] },
  rules: { 'target-size': { enabled: true } },
  resultTypes: ['violations'],
};
// The rules that depend only on colours.
export const COLOURS = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }, resultTypes: ['violations'] };
