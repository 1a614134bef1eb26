// Sanitised hostile bodies in a real browser, without any policy: no script runs, no host is
// contacted, and the page around a body is unchanged. TAMQUAN_HOSTILE names the folder that the
// Rust tests of bodies wrote (TAMQUAN_HOSTILE_OUT).
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { start } from './lib/hostile.js';
import { Problems } from './lib/problems.js';

const folder = process.env.TAMQUAN_HOSTILE;
if (!folder) throw new Error('TAMQUAN_HOSTILE must name the folder that `TAMQUAN_HOSTILE_OUT=… cargo test --test exchange body::` wrote');

const BODIES = 48; // on one page
const BYTES = 400_000;
const FEWEST = 1000; // with fewer bodies, the Rust tests did not write all of them

// The pages: [[family, [{ name, html }, …]], …].
const groups = [];
for (const file of readdirSync(folder).filter((f) => f.endsWith('.html')).sort()) {
  const [family, name] = file.split('.');
  const html = readFileSync(join(folder, file), 'utf8');
  const last = groups.at(-1);
  const room = last?.[0] === family && last[1].length < BODIES && last[1].reduce((sum, b) => sum + b.html.length, html.length) <= BYTES;
  if (room) last[1].push({ name, html });
  else groups.push([family, [{ name, html }]]);
}

let browser;
before(async () => { browser = await start(); });
after(() => browser?.stop());

test('all bodies that are shown are looked at', () => {
  const count = groups.reduce((sum, [, bodies]) => sum + bodies.length, 0);
  assert.ok(count >= FEWEST, `${count} bodies in ${folder}`);
});

// A page mostly waits for what might happen, so that several are looked at together.
describe('a page with bodies of others', { concurrency: 3 }, () => {
  for (const [family, bodies] of groups) {
    const names = `${family}: ${bodies[0].name} … ${bodies.at(-1).name}`;
    test(names, async () => {
      const problems = new Problems();
      for (const [rule, detail] of await browser.look(bodies.map((b) => b.html))) problems.add(names, rule, detail);
      problems.none(bodies.length, 'bodies');
    });
  }
});

// The checks find the fault in these bodies when they are not sanitised: [body, the violated rule].
const SEEN = [
  ['<img src=x onerror=alert(1)>', 'no script runs'],
  ['<script>window.marked = 1</script>', 'no script runs'],
  ['<script>let quiet = 1</script>', 'no script runs'],
  ['<p onmouseover="void 0">x</p>', 'no script runs'],
  ['<a href="javascript:alert(1)">x</a>', 'no script runs'],
  ['<svg><a xlink:href="#"><animate onbegin="confirm(1)" attributeName=x dur=1s></a></svg>', 'no script runs'],
  ['<details open ontoggle=print()>x</details>', 'no script runs'],
  ['<iframe srcdoc="<script>parent.prompt(1)</script>"></iframe>', 'no script runs'],
  ['<iframe src="data:text/html,x"></iframe>', 'there are no frames'],
  ['<img src="https://evil.example/x.png">', 'nothing is asked of anybody'],
  ['<p style="background: url(https://evil.example/x.png)">x</p>', 'nothing is asked of anybody'],
  ['<link rel=prefetch href="http://evil.example/x">', 'nothing is asked of anybody'],
  ['<video poster="//evil.example/x.png"></video>', 'nothing is asked of anybody'],
  ['<script>new WebSocket("ws://evil.example/")</script>', 'nothing is asked of anybody'],
  ['<meta http-equiv=refresh content="0;url=https://evil.example/">', 'the page stays'],
  ['<form action="https://evil.example/" target=_blank><button>x</button></form>', 'nothing is opened'],
  ['<a href="https://evil.example/" target=_blank>x</a>', 'no attribute does anything'],
  ['<input autofocus>', 'nothing takes the focus'],
  ['<form name=cookie></form>', 'the document is what it was'],
  ['<img name=getElementById src="/anh/tru-so.webp">', 'the document is what it was'],
  ['<base href="https://evil.example/">', 'the document is what it was'],
  ['<img src="/khac.webp">', 'a picture is a declared one'],
  ['</section></main><p>x', 'neighbours are where they were'],
  ['<table><tr><td>x</td></tr></table></p><plaintext>', 'neighbours are where they were'],
  ['<form><div></form><form>x</form></div>', 'written back it is the same tree'],
  ['<pre>\n\nx</pre>', 'written back it is the same tree'],
  ['<a href="#nowhere">x</a>', 'a link leads to a place or to somebody'],
  ['<x-y>x</x-y>', 'no element is outside the list'],
];

describe('a body as it is sent is seen', { concurrency: 3 }, () => {
  for (const [html, rule] of SEEN) {
    test(html, async () => {
      const found = await browser.look([html]);
      assert.ok(found.some(([broken]) => broken === rule), `“${rule}” is not among ${JSON.stringify(found)}`);
    });
  }
});
