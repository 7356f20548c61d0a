import { resolveShortName } from '../../model/hostname.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { VirtualServiceSpec } from '../../resources/istio-types.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';
import type { Finding } from '../finding.ts';
import { didYouMean } from '../suggest.ts';
import { findingAt } from '../validation/report.ts';

interface Reference {
  readonly host: string;
  readonly subset?: string;
  readonly path: FieldPath;
}

/**
 * IST0101 ReferencedResourceNotFound: a VirtualService sends to a host that the mesh does not know, or to a
 * subset that no DestinationRule of the host defines. Envoy would answer such requests with 503 (flag NC).
 */
export function referencedDestination(mesh: Mesh): Finding[] {
  return mesh.virtualServices.flatMap((resource) =>
    references(resource.spec).flatMap((reference) => check(mesh, resource, reference)),
  );
}

function references({ http = [], tcp = [], tls = [] }: VirtualServiceSpec): Reference[] {
  const lists = { http, tcp, tls };
  return (['http', 'tcp', 'tls'] as const).flatMap((kind) =>
    lists[kind].flatMap(({ route = [] }, routeIndex) =>
      route.flatMap(({ destination }, index) => {
        const path = ['spec', kind, routeIndex, 'route', index, 'destination'];
        const { host, subset } = destination ?? {};
        return host ? [{ host, ...(subset && { subset }), path }] : [];
      }),
    ),
  );
}

function check(
  mesh: Mesh,
  resource: Resource<VirtualServiceSpec>,
  { host, subset, path }: Reference,
): Finding[] {
  const namespace = resource.metadata.namespace ?? '';
  const resolved = resolveShortName(host, namespace, mesh.config.domain);
  const report = (field: string, message: string): Finding[] => [
    findingAt(resource, [...path, field], { code: 'IST0101', severity: 'error', message }),
  ];
  const known = knownHosts(mesh);
  if (!known.some((candidate) => covers(candidate, resolved))) {
    return report('host', `Referenced host not found: "${host}"${didYouMean(resolved, known)}`);
  }
  const subsets = subsetsOf(mesh, resolved);
  if (subset === undefined || subsets.includes(subset)) return [];
  const hint = didYouMean(subset, subsets);
  return report('subset', `Referenced host+subset in destinationrule not found: "${host}+${subset}"${hint}`);
}

function knownHosts({ services, serviceEntries }: Mesh): string[] {
  return [
    ...services.map(({ hostname }) => hostname),
    ...serviceEntries.flatMap(({ spec }) => spec.hosts ?? []),
  ];
}

/** Whether a host of the registry, `*.` at its head allowed, stands for another. */
function covers(known: string, host: string): boolean {
  return known === host || (known.startsWith('*.') && host.endsWith(known.slice(1)));
}

function subsetsOf({ destinationRules, config }: Mesh, host: string): string[] {
  return destinationRules
    .filter(({ spec, metadata }) =>
      covers(resolveShortName(spec.host ?? '', metadata.namespace ?? '', config.domain), host),
    )
    .flatMap(({ spec }) => spec.subsets?.map(({ name }) => name) ?? []);
}
