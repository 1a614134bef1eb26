// The two files with the settings of the host: `_headers` and `_redirects`.

// [{ pattern, headers: [[name, value]], line }]; headers without a path have the pattern undefined.
export function parseHeaders(source) {
  const blocks = [];
  let fresh = false;
  source.split(/\r?\n/).forEach((line, at) => {
    if (!line.trim() || line.trim().startsWith('#')) return;
    if (!/^\s/.test(line)) {
      blocks.push({ pattern: line.trim(), headers: [], line: at + 1 });
      fresh = true;
      return;
    }
    if (!fresh) blocks.push({ pattern: undefined, headers: [], line: at + 1 });
    fresh = true;
    const colon = line.indexOf(':');
    blocks.at(-1).headers.push(colon < 0 ? [line.trim(), ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  });
  return blocks;
}

// A `*` matches any text, `:name` matches one segment of the path.
export function matches(pattern, path) {
  const source = pattern
    .split(/(\*|:[A-Za-z]\w*)/)
    .map((part) => (part === '*' ? '.*' : part.startsWith(':') ? '[^/]+' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`).test(path);
}

// All matching blocks apply; the values of a repeated name are joined, as the host does.
export function headersFor(blocks, path) {
  const found = new Map();
  for (const { pattern, headers } of blocks) {
    if (!pattern || !matches(pattern, path)) continue;
    for (const [name, value] of headers) {
      const key = name.toLowerCase();
      found.set(key, found.has(key) ? `${found.get(key)}, ${value}` : value);
    }
  }
  return found;
}

// "/cu/ /moi/ 301!" → { from, to, status, force }
export function parseRedirects(source) {
  return source.split(/\r?\n/).map((l) => l.replace(/\s#.*$/, '').trim()).filter((l) => l && !l.startsWith('#')).map((l) => {
    const [from, to, code = '301'] = l.split(/\s+/);
    return { from, to, status: parseInt(code, 10), force: code.endsWith('!') };
  });
}

// "default-src 'none'; img-src 'self'" → Map { 'default-src' → ["'none'"], … }
export function parseCsp(value) {
  return new Map((value ?? '').split(';').map((d) => d.trim().split(/\s+/)).filter(([name]) => name).map(([name, ...sources]) => [name.toLowerCase(), sources]));
}
