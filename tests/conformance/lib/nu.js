// The Nu Html Checker (the W3C's validator).
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { folder } from './site.js';
import { Problems } from './problems.js';

const jar = String(createRequire(import.meta.url)('vnu-jar'));

// The messages about the files of a kind ("html", "css" or "svg"): those named, or those in the folders named.
export function check(kind, places) {
  const args = ['-jar', jar, `--skip-non-${kind}`, '--format', 'json', '--stdout', ...places];
  return new Promise((resolve, reject) => {
    execFile('java', args, { maxBuffer: 1 << 30 }, (error, stdout, stderr) => {
      // The exit code is 1 both for messages and for a failed start: only the report distinguishes
      // them.
      try { resolve(JSON.parse(stdout).messages); } catch { reject(new Error(`the checker gave no report: ${stderr || error}`)); }
    });
  });
}

export async function nothingToReport(kind, places, count) {
  const problems = new Problems();
  for (const m of await check(kind, places)) {
    const file = decodeURIComponent((m.url ?? '').replace(/^file:/, '')).replace(folder, '');
    const level = m.type === 'info' ? m.subType ?? 'info' : m.type;
    const extract = (m.extract ?? '').replace(/\s+/g, ' ').trim();
    problems.add(`${file}:${m.lastLine ?? 1}`, `${level}: ${m.message}`, extract);
  }
  problems.none(count, `${kind} files`);
}
