// The settings for hosts in real hosts: Apache, nginx, Caddy and the preview answer the same requests
// alike, with the same status, type, headers and body. The portal is a small one with old addresses of
// other systems; it lies at the root of its host, and below a path of it.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DOMParser } from '@xmldom/xmldom';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const program = process.env.TAMQUAN_PROGRAM ?? join(repository, 'target/checked/tamquan');
const PATIENCE = 10_000;

const temporary = mkdtempSync(join(tmpdir(), 'tamquan-hosts-'));
// Apache does not serve files as root.
chmodSync(temporary, 0o755);

const RULES = `sep=;
from;to
/Default.aspx;/tin-tuc/
/Default.aspx?tabid=12;/gioi-thieu/
/index.php?option=com_content&id=7;/gioi-thieu/
/?p=123;/tin-tuc/
/Portals/0/Tin-Cu(1).aspx;/gioi-thieu/
/tin-cu/*;/tin-tuc/
/tai-lieu/*;https://kho.example/tl/*
/Tin tức/Bài 1.aspx;/tin-tuc/
/V%C4%83n%20b%E1%BA%A3n/*;/gioi-thieu/
`;

// Each request with its status and, for a redirect, its target. The path of the portal stays
// undecoded.
const REQUESTS = [
  ['/', 200],
  ['/?p=12', 200],
  ['/?p=123', 301, '/tin-tuc/'],
  ['/tin-tuc/', 200],
  ['/tin-tuc/?page=2', 200],
  ['/khong-co/', 404],
  ['/khong-co', 404],
  ['/_hosting/nginx.conf', 404],
  ['/_headers', 404],
  ['/_redirects', 404],
  ['/.htaccess', 404],
  ['/web.config', 404],
  ['/robots.txt', 200],
  ['/tin-tuc', 301, '/tin-tuc/'],
  ['/index.html', 200],
  ['/tin-tuc/feed.json', 200],
  ['/tin-tuc/rss.xml', 200],
  ['/tin-tuc/atom.xml', 200],
  ['/feed.json', 200],
  ['/dcat.jsonld', 200],
  ['/sitemap.xml', 200],
  ['/.well-known/security.txt', 200],
  ['/api/sections.json', 200],
  ['/api/', 404],
  ['/img/khong-co.webp', 404],
  ['/js/khong-co.0123456789.js', 404],
  ['/css/', 404],
  ['/en/', 200],
  ['/en/khong-co/', 404],
  ['/en/tin-tuc/het-han', 404],
  ['/tin-tuc/bai-cu/', 301, '/tin-tuc/bai/'],
  ['/tin-tuc/het-han/', 410],
  ['/Default.aspx', 301, '/tin-tuc/'],
  ['/default.aspx', 404],
  ['/Default.aspx?tabid=12', 301, '/gioi-thieu/'],
  ['/Default.aspx?x=1&tabid=12', 301, '/gioi-thieu/'],
  ['/Default.aspx?tabid=121', 301, '/tin-tuc/'],
  ['/index.php', 404],
  ['/index.php?id=7', 404],
  ['/index.php?id=70&option=com_content', 404],
  ['/index.php?id=7&option=com_content', 301, '/gioi-thieu/'],
  ['/Portals/0/Tin-Cu(1).aspx', 301, '/gioi-thieu/'],
  ['/Portals/0/Tin-Cu1.aspx', 404],
  ['/tin-cu/', 301, '/tin-tuc/'],
  ['/tin-cu/2019/a.html', 301, '/tin-tuc/'],
  ['/tin-cu', 404],
  ['/Tin%20t%E1%BB%A9c/B%C3%A0i%201.aspx', 301, '/tin-tuc/'],
  ['/Tin%20tuc/B%C3%A0i%201.aspx', 404],
  ['/V%C4%83n%20b%E1%BA%A3n/', 301, '/gioi-thieu/'],
  ['/V%C4%83n%20b%E1%BA%A3n/2019/15%20Q%C4%90.pdf', 301, '/gioi-thieu/'],
  ['/tai-lieu/', 301, 'https://kho.example/tl/'],
  ['/tai-lieu/a/b.pdf', 301, 'https://kho.example/tl/a/b.pdf'],
  ['/tai-lieu/a.pdf?v=2', 301, 'https://kho.example/tl/a.pdf?v=2'],
  ['/tai-lieu/Qu%E1%BA%ADn%201.pdf', 301, 'https://kho.example/tl/Qu%E1%BA%ADn%201.pdf'],
];

// Requests that are attacks: whatever the answer is, its header holds nothing that was decoded.
const ATTACKS = ['/tai-lieu/a%0d%0aX-Evil:%201', '/tai-lieu/a%0dX-Evil:1', '/tai-lieu/%22%3E%3Cb%3E', '/tai-lieu/%0aX-Evil:1', '/tin-cu/%0d%0aX-Evil:1'];

for (const [where, base] of [['at the root of the host', ''], ['below a path', '/xa-thu']]) {
  describe(where, () => {
    const folder = join(temporary, base || 'root');
    const site = join(folder, 'site');
    // The folder that the hosts serve, and that of the portal in it.
    const root = join(folder, 'www');
    const out = join(root, base);
    const hosts = [];

    before(async () => {
      mkdirSync(out, { recursive: true });
      writePortal(site, base);
      const built = spawnSync(program, ['build', site, '-o', out, '--date', '2026-11-23', '--lang', 'en'], { encoding: 'utf8' });
      assert.equal(built.status, 0, built.stdout + built.stderr);
      for (const begin of [startApache, startNginx, startCaddy, startPreview]) hosts.push(await begin({ folder, site, root, out, base }));
    });

    after(async () => {
      for (const host of hosts) {
        host.process.kill('SIGTERM');
        await host.ended;
      }
    });

    for (const [path, status, target] of REQUESTS) {
      test(`${base}${path}: ${status} ${target ?? ''}`, async () => {
        for (const { name, port } of hosts) {
          const answer = await ask(port, base + path);
          assert.equal(answer.status, status, `${name}: ${JSON.stringify(answer.headers)}`);
          if (target) assert.equal(path_of(answer.headers.location), target.startsWith('/') ? base + target : target, name);
          else same(name, path, answer, (await ask(hosts[0].port, base + path)));
        }
      });
    }

    test('files whose address changes with their bytes are kept for ever', async () => {
      const page = await ask(hosts[0].port, `${base}/`);
      const addresses = [...page.body.matchAll(/(?:href|src)="([^"]*\/(?:css|js)\/[^"]+)"/g)].map(([, address]) => address);
      assert.ok(addresses.length > 1, page.body);
      for (const address of addresses) {
        for (const { name, port } of hosts) {
          const answer = await ask(port, address);
          assert.equal(answer.status, 200, `${name} ${address}`);
          same(name, address, answer, await ask(hosts[0].port, address));
          if (name !== 'preview') assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable', `${name} ${address}`);
        }
      }
    });

    // No machine of the tests has IIS: its settings are held to be XML, with one rule for each old address.
    test('the settings for IIS are XML and name every old address', () => {
      const faults = [];
      const document = new DOMParser({ onError: (level, fault) => faults.push(fault) }).parseFromString(readFileSync(join(out, 'web.config'), 'utf8'), 'text/xml');
      assert.deepEqual(faults, []);
      const names = [...document.getElementsByTagName('rule')].map((rule) => rule.getAttribute('name'));
      assert.equal(new Set(names).size, names.length, names.join());
      assert.equal(names.filter((name) => name.startsWith('old ')).length, RULES.trim().split('\n').length - 2);
    });

    test('nothing that a request encodes becomes a header or a mark', async () => {
      for (const path of ATTACKS) {
        for (const { name, port } of hosts) {
          const { headers } = await ask(port, base + path);
          assert.equal(headers['x-evil'], undefined, `${name} ${path}`);
          assert.doesNotMatch(headers.location ?? '', /[\s"]/, `${name} ${path}`);
        }
      }
    });

    // Apache and IIS read their settings in the folder of the portal, and so know nothing of the rest.
    if (base) test('the rest of the host is left alone', async () => {
      writeFileSync(join(root, 'khac.html'), '<p>khác</p>');
      for (const { name, port } of hosts) {
        if (name === 'preview') continue;
        const answer = await ask(port, '/khac.html');
        assert.equal(answer.status, 200, name);
        assert.equal(answer.headers['content-security-policy'], undefined, name);
        assert.doesNotMatch((await ask(port, '/khong-co/')).body, /Xã Thử/, name);
      }
    });
  });
}

after(() => rmSync(temporary, { recursive: true, force: true }));

// What is the same whatever the host is. The preview lets browsers keep nothing, and adds its
// script to pages. A page of a host without charset in its type says it by itself.
function same(name, path, answer, first) {
  const heard = ['content-security-policy', 'strict-transport-security', 'x-content-type-options', 'x-frame-options', 'referrer-policy', 'permissions-policy', 'access-control-allow-origin'];
  if (name !== 'preview') heard.push('cache-control');
  for (const header of heard) assert.equal(answer.headers[header], first.headers[header], `${name} ${path} ${header}`);
  const type = (one) => one.headers['content-type']?.replace('application/javascript', 'text/javascript').replace(/^text\/xml(?=;|$)/, 'application/xml').replace(/^(application\/xml|image\/svg\+xml|application\/json|text\/csv|text\/calendar)(; charset=utf-8)$/i, '$1').toLowerCase();
  assert.equal(type(answer), type(first), `${name} ${path}`);
  const text = (one) => one.body.replace(/<(script|link) [^>]*__tamquan[^>]*>(<\/script>)?/g, '').replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'https://xathu.example');
  if (name !== 'preview') assert.equal(answer.body, first.body, `${name} ${path}`);
  else if (/html/.test(type(answer) ?? '')) assert.equal(/<h1[^>]*>.*?<\/h1>/.exec(text(answer))?.[0], /<h1[^>]*>.*?<\/h1>/.exec(text(first))?.[0], path);
}

function writePortal(site, base) {
  const write = (file, text) => {
    mkdirSync(join(site, file, '..'), { recursive: true });
    writeFileSync(join(site, file), text);
  };
  write('portal.toml', `title = "Xã Thử"
description = "Cổng thông tin điện tử xã Thử"
base_url = "https://xathu.example${base}"
theme = "sen"

[agency]
type = "commune"
name = "Ủy ban nhân dân xã Thử"

[languages.en]
title = "Thu Commune"
`);
  write('content/_index.en.md', '+++\ntitle = "Thu Commune"\n+++\n');
  write('content/_index.md', '+++\ntitle = "Xã Thử"\n+++\n');
  write('content/gioi-thieu.md', '+++\ntitle = "Giới thiệu"\n+++\nChữ.\n');
  write('content/tin-tuc/_index.md', '+++\ntitle = "Tin tức"\nkind = "article"\n+++\n');
  write('content/tin-tuc/bai.md', '+++\ntitle = "Bài"\ndate = 2026-11-01\naliases = ["/tin-tuc/bai-cu/"]\n+++\nChữ.\n');
  write('content/tin-tuc/het-han.md', '+++\ntitle = "Hết hạn"\ndate = 2026-01-01\nexpires_at = 2026-02-01\n+++\nChữ.\n');
  write('data/redirects.csv', RULES);
}

// A host may complete a target with its own address, and encode it with small letters.
function path_of(target) {
  return target?.replace(/^http:\/\/127\.0\.0\.1(:\d+)?(?=\/)/, '').replace(/%[0-9a-f]{2}/g, (code) => code.toUpperCase());
}

// Sends a path as it is. No other client does: they all correct it first.
function ask(port, path) {
  return new Promise((done, failed) => {
    const asked = request({ host: '127.0.0.1', port, path, agent: false, timeout: PATIENCE }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.once('end', () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts).toString('utf8') }));
    });
    asked.once('error', failed);
    asked.end();
  });
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  const { port } = server.address();
  await new Promise((done) => { server.close(done); });
  return port;
}

function start(name, port, command, args, env = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let said = '';
  child.stderr.on('data', (text) => { said += text; });
  const ended = new Promise((done) => { child.once('exit', done); child.once('error', done); });
  const host = { name, port, process: child, ended, said: () => said };
  return host;
}

// Waits until a host answers.
async function ready(host) {
  const until = Date.now() + PATIENCE;
  for (;;) {
    try {
      await ask(host.port, '/');
      return host;
    } catch (error) {
      if (Date.now() > until || host.process.exitCode !== null) throw new Error(`${host.name} does not answer: ${host.said()}`, { cause: error });
      await new Promise((done) => { setTimeout(done, 50); });
    }
  }
}

async function startApache({ folder, root, out }) {
  const port = await freePort();
  const modules = ['mpm_event', 'authz_core', 'dir', 'mime', 'headers', 'rewrite', 'setenvif'].map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`);
  writeFileSync(join(folder, 'apache.conf'), `${modules.join('\n')}
ServerRoot ${folder}
ServerName 127.0.0.1
PidFile ${folder}/apache.pid
Listen 127.0.0.1:${port}
ErrorLog ${folder}/apache.log
TypesConfig /etc/mime.types
DocumentRoot ${root}
${process.getuid() === 0 ? 'User nobody\nGroup nogroup' : ''}
<Directory ${root}>
Require all granted
</Directory>
<Directory ${out}>
AllowOverride All
</Directory>\n`);
  return ready(start('apache', port, 'apache2', ['-D', 'FOREGROUND', '-f', join(folder, 'apache.conf')]));
}

async function startNginx({ folder, root, out }) {
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/nginx-${name};`);
  writeFileSync(join(folder, 'nginx.conf'), `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr;
    user ${process.getuid() === 0 ? 'root' : 'nobody'};
    events { worker_connections 64; }
    http { access_log off; include /etc/nginx/mime.types; ${temporary.join(' ')}
      server { listen 127.0.0.1:${port}; root ${root}; include ${out}/_hosting/nginx.conf; } }\n`);
  return ready(start('nginx', port, 'nginx', ['-e', 'stderr', '-c', join(folder, 'nginx.conf')]));
}

async function startCaddy({ folder, root, out, base }) {
  const port = await freePort();
  writeFileSync(join(folder, 'Caddyfile'), `{\n\tadmin off\n\tauto_https off\n}\nhttp://127.0.0.1:${port} {\n\troot * ${root}\n\timport ${out}/_hosting/Caddyfile\n${base && '\tfile_server\n'}}\n`);
  const home = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  return ready(start('caddy', port, 'caddy', ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], home));
}

async function startPreview({ site }) {
  const host = start('preview', 0, program, ['serve', site, '--port', '0', '--lang', 'en']);
  for await (const line of createInterface({ input: host.process.stdout })) {
    host.port ||= Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1] ?? 0);
    if (/ ms\.?$/.test(line)) break;
  }
  host.process.stdout.resume();
  return ready(host);
}
