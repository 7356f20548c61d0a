/**
 * The path as the connection manager's `normalizePath` leaves it: dot segments resolved, backslashes turned,
 * characters that need no escape unescaped and those that do escaped, the query kept. Slashes are not merged and
 * escaped slashes stay, as Istio's default BASE has it. What differs from the URL standard was compared with
 * Envoy 1.38.
 */
export function normalizePath(path: string): string {
  if (!path.startsWith('/')) return path;
  const query = path.indexOf('?');
  const [target, search] = query < 0 ? [path, ''] : [path.slice(0, query), path.slice(query)];
  const unescaped = target.replace(/%[0-9a-f]{2}/gi, unescapeUnreserved);
  return new URL(`http://host${unescaped}`).pathname.replaceAll('|', '%7C') + search;
}

/** The path without query, as RBAC and path matchers look at it. */
export function pathOnly(path: string): string {
  return path.split('?', 1)[0] ?? '';
}

/** Letters, digits, `-`, `.`, `_` and `~` mean the same escaped or not (RFC 3986, section 2.3). */
function unescapeUnreserved(octet: string): string {
  const character = String.fromCharCode(Number.parseInt(octet.slice(1), 16));
  return /[\w.~-]/.test(character) ? character : octet;
}
