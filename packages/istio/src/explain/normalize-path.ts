/**
 * The path as the connection manager's `normalizePath` leaves it: dot segments resolved, backslashes turned, the
 * query kept. Slashes are not merged and escaped slashes stay, as Istio's default BASE has it.
 */
export function normalizePath(path: string): string {
  if (!path.startsWith('/')) return path;
  const query = path.indexOf('?');
  const [target, search] = query < 0 ? [path, ''] : [path.slice(0, query), path.slice(query)];
  return new URL(`http://host${target}`).pathname + search;
}

/** The path without query, as RBAC and path matchers look at it. */
export function pathOnly(path: string): string {
  return path.split('?', 1)[0] ?? '';
}
