const LINK = /<([^>]*)>((?:\s*;\s*[\w-]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,]+))*)/g;
const PARAMETER = /;\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,]+))/g;

/**
 * The STUN and TURN servers that a Link header names (RFC 9725 section 4.6), as RTCIceServers.
 *
 * @param {?string} links null where there is none
 */
export function iceServersOf(links) {
  return [...(links ?? '').matchAll(LINK)]
    .map(([, urls, parameters]) => ({ urls, ...parametersOf(parameters) }))
    .filter(({ rel }) => rel === 'ice-server')
    .map(({ urls, username, credential }) => ({ urls, username, credential }));
}

function parametersOf(text) {
  const pairs = [...text.matchAll(PARAMETER)].map(([, name, quoted, bare]) => [
    name.toLowerCase(),
    bare ?? quoted.replace(/\\(.)/g, '$1'),
  ]);
  return Object.fromEntries(pairs);
}
