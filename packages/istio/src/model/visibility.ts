/**
 * Whether a resource of `namespace` with this `exportTo` can be seen from `client`: `*` and nothing mean
 * everywhere, `.` its own namespace, `~` nowhere, anything else a namespace (Istio `exportTo`).
 */
export function isVisibleFrom(
  client: string,
  namespace: string,
  exportTo: readonly string[] | undefined,
): boolean {
  if (!exportTo || exportTo.length === 0 || exportTo.includes('*')) return true;
  if (exportTo.includes('~')) return false;
  return exportTo.some((entry) => (entry === '.' ? namespace : entry) === client);
}

/** Whether the resource can be seen from its own namespace only; such a policy ranks before public ones. */
export function isPrivate(namespace: string, exportTo: readonly string[] | undefined): boolean {
  return exportTo?.length === 1 && (exportTo[0] === '.' || exportTo[0] === namespace);
}
