// The Nu Html Checker, which reads HTML, CSS and SVG.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { folder } from './site.js';
import { Problems } from './problems.js';

const jar = String(createRequire(import.meta.url)('vnu-jar'));
// The second compiler of Java costs more time than it saves in so short a run. The schema of HTML
// needs a large stack without it.
const JAVA = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xss4m'];
const EVERY_KIND = ['--skip-non-html', '--also-check-css', '--also-check-svg'];

// The messages about the HTML, CSS and SVG files in these folders, or about these files:
// [{ file, level, message, line, extract }].
export async function check(places) {
  const args = [...JAVA, '-jar', jar, ...EVERY_KIND, '--format', 'json', '--stdout', ...places];
  const messages = await new Promise((resolve, reject) => {
    execFile('java', args, { maxBuffer: 1 << 30 }, (error, stdout, stderr) => {
      // The exit code is 1 both for messages and for a failed start: only the report distinguishes
      // them.
      try { resolve(JSON.parse(stdout).messages); } catch { reject(new Error(`the checker gave no report: ${stderr || error}`)); }
    });
  });
  return messages.map((m) => ({
    file: m.url ? fileURLToPath(m.url) : '',
    level: m.type === 'info' ? m.subType ?? 'info' : m.type,
    message: m.message,
    line: m.lastLine ?? 1,
    extract: (m.extract ?? '').replace(/\s+/g, ' ').trim(),
  }));
}

// Fails with the messages. `count` is how many files of this kind were checked.
export function nothingToReport(messages, count, kind) {
  const problems = new Problems();
  for (const { file, level, message, line, extract } of messages) {
    problems.add(`${file.replace(folder, '')}:${line}`, `${level}: ${message}`, extract);
  }
  problems.none(count, `${kind} files`);
}
