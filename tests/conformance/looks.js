// Makes the pictures of `looks/` anew: builds the four example portals and runs `looks.test.js` over
// each. Pictures that still hold stay as they are.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = process.env.TAMQUAN_PROGRAM ?? join(root, 'target/checked/tamquan');
const { date } = JSON.parse(readFileSync(new URL('looks/made.json', import.meta.url), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'tamquan-looks-'));

const run = (command, args, env = {}) => {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', cwd: fileURLToPath(new URL('.', import.meta.url)), env: { ...process.env, ...env } });
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(' ')} failed`);
};

try {
  for (const portal of ['example-site', 'tests/example-centre', 'tests/example-department', 'tests/example-ministry']) {
    const site = join(folder, portal.replace('/', '-'));
    run(program, ['build', join(root, portal), '-o', site, '--date', date]);
    run(process.execPath, ['--test', 'looks.test.js'], { LOOKS_REFRESH: 'yes', TAMQUAN_SITE: site, TAMQUAN_DATE: date });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
