// Strict XML: everything that is not well-formed is an error.
import { DOMParser } from '@xmldom/xmldom';

export function parseXml(text) {
  try {
    const stop = (level, message) => { throw new Error(`${level}: ${message}`); };
    return { document: new DOMParser({ onError: stop }).parseFromString(text, 'text/xml') };
  } catch (error) {
    return { error: error.message.split('\n')[0] };
  }
}

// The elements with a local name, in any namespace.
export const tags = (node, name) => Array.from(node.getElementsByTagNameNS('*', name));
