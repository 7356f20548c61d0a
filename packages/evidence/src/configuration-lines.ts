import { type Mesh, parseClusterName, resourceName } from '@lab/istio';
import type { EvidenceLine } from './cause.ts';

interface Located {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  locate(path?: readonly (string | number)[]): { readonly file: string; readonly line?: number };
}

/** A field of a resource as evidence, with the file and line that people edit. */
export function configurationLine(
  resource: Located,
  path: readonly (string | number)[],
  text: string,
): EvidenceLine {
  return { source: 'configuration', text: `${resourceName(resource)} ${text} (${place(resource, path)})` };
}

/** `FILE:LINE` of a field; `spec.http[0]` where the resource is in no file, as on a cluster. */
export function place(resource: Located, path: readonly (string | number)[]): string {
  const { file, line } = resource.locate(path);
  if (file === '')
    return path
      .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
      .join('')
      .slice(1);
  return line === undefined ? file : `${file}:${line}`;
}

/** The HTTP routes of VirtualServices of a name, which route names carry; those with any name where none is given. */
export function namedRoutes({ virtualServices }: Mesh, name: string | undefined) {
  return virtualServices.flatMap((resource) =>
    (resource.spec.http ?? [])
      .map((route, index) => ({ resource, route, index }))
      .filter(({ route }) => route.name === name),
  );
}

/** The DestinationRules of the host that a cluster leads to, by the names that they may write. */
export function destinationRulesOf({ destinationRules }: Mesh, cluster: string | undefined) {
  const hostname = parseClusterName(cluster ?? '')?.hostname;
  if (!hostname) return [];
  const [name, namespace] = hostname.split('.');
  return destinationRules.filter(
    ({ spec: { host }, metadata }) =>
      hostname === host ||
      (hostname.startsWith(`${host}.`) && (host !== name || metadata.namespace === namespace)),
  );
}
