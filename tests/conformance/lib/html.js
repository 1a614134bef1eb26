// Reading HTML: the parse tree of parse5, and queries on it.
import * as parse5 from 'parse5';

// Scripting is off, so that the content of <noscript> is parsed into elements too.
export function parseDocument(text) {
  return parse5.parse(text, { scriptingEnabled: false });
}

// A fragment of HTML from a feed, with the errors that the parser corrected.
export function parseFragment(text) {
  const errors = [];
  const root = parse5.parseFragment(text, { scriptingEnabled: false, onParseError: (e) => errors.push(e.code) });
  return { root, errors };
}

export function* elements(node) {
  if (node.tagName) yield node;
  for (const child of node.childNodes ?? []) yield* elements(child);
  if (node.content) yield* elements(node.content);
}

export function attr(node, name) {
  return node.attrs?.find((a) => a.name === name)?.value;
}

export const has = (node, name) => attr(node, name) !== undefined;

export function all(root, names) {
  const wanted = new Set([names].flat());
  return [...elements(root)].filter((e) => wanted.has(e.tagName));
}

export const first = (root, name) => all(root, name)[0];

export function text(node) {
  if (node.nodeName === '#text') return node.value;
  return (node.childNodes ?? []).map(text).join('');
}

// rel="alternate nofollow" → ["alternate", "nofollow"]
export const words = (value) => (value ?? '').toLowerCase().split(/\s+/).filter(Boolean);

// "a.webp 320w, b.webp 640w" → ["a.webp", "b.webp"]
export function srcset(value) {
  return (value ?? '').split(/,\s+|,$/).map((part) => part.trim().split(/\s+/)[0]).filter(Boolean);
}

// All addresses that a page names, as { node, name, value }, except for the canonical and
// translated addresses of the head, which have tests of their own.
export function* addresses(root) {
  const single = {
    a: ['href'], area: ['href'], link: ['href'], img: ['src'], script: ['src'], source: ['src'], track: ['src'],
    video: ['src', 'poster'], audio: ['src'], iframe: ['src'], embed: ['src'], object: ['data'], form: ['action'],
    use: ['href', 'xlink:href'], image: ['href', 'xlink:href'], blockquote: ['cite'], q: ['cite'], button: ['formaction'],
  };
  for (const node of elements(root)) {
    if (node.tagName === 'link' && words(attr(node, 'rel')).some((r) => ['canonical', 'schema.dc', 'schema.dcterms'].includes(r))) continue;
    for (const name of single[node.tagName] ?? []) {
      const value = attr(node, name);
      if (value !== undefined) yield { node, name, value };
    }
    for (const name of ['srcset', 'imagesrcset']) {
      for (const value of srcset(attr(node, name))) yield { node, name, value };
    }
  }
}

// The start tag, shortened for messages.
export function tag(node) {
  const attrs = (node.attrs ?? []).map((a) => ` ${a.name}="${a.value}"`).join('');
  const out = `<${node.tagName}${attrs}>`;
  return out.length > 160 ? `${out.slice(0, 157)}…` : out;
}
