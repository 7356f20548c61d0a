import { destinationRules } from '../model/destination-rule.ts';
import { isSubsetOf } from '../model/hostname.ts';
import type { Mesh } from '../model/mesh.ts';
import type { Service } from '../model/registry.ts';
import { sidecarFor, visibleServicesNamed } from '../model/sidecar-scope.ts';
import { parseClusterName } from '../xds/clusters/cluster-name.ts';
import { podOf } from './explain-request.ts';
import type { MissingReason, Source } from './journey/journey.ts';
import { sourceAt } from './journey/sources.ts';

export interface MissingCluster {
  readonly reason: MissingReason;
  readonly host: string;
  readonly port: number;
  readonly subset: string;
  /** What there is in its place: ports of the Service, subsets of the host. */
  readonly present: readonly string[];
  /** The resources that decide: what hides the host or the subset, the rules that define other subsets. */
  readonly sources: readonly Source[];
}

/**
 * Tells apart why the proxy of a workload has no cluster of a name; undefined for a name that is not of a Service's cluster,
 * and where the reason is another.
 *
 * @param from `NAMESPACE/WORKLOAD`
 * @throws RangeError for a workload that the mesh does not have
 */
export function missingCluster(mesh: Mesh, from: string, cluster: string): MissingCluster | undefined {
  const { hostname: host = '', port = 0, subset = '' } = parseClusterName(cluster) ?? {};
  if (host === '') return undefined;
  const caller = podOf(mesh, from);
  const because = (reason: MissingReason, sources: readonly Source[], present: readonly string[] = []) => ({
    ...{ reason, host, port, subset, present, sources },
  });
  const services = mesh.services.filter(({ hostname }) => hostname === host);
  if (services.length === 0) return because('host', []);
  const visible = visibleServicesNamed(mesh, caller.namespace, host);
  if (visible.length === 0) return because('visibility', services.map(serviceSource));
  const ports = visible.flatMap((service) => service.ports.map((each) => String(each.port)));
  if (!ports.includes(String(port))) return because('port', [], ports);
  if (subset !== '') return subsetReason(mesh, host, subset, because);
  const sidecar = sidecarFor(mesh, caller);
  return sidecar && because('visibility', [sourceAt(sidecar, ['spec', 'egress'])]);
}

function subsetReason(
  mesh: Mesh,
  host: string,
  subset: string,
  because: (reason: MissingReason, sources: readonly Source[], present?: readonly string[]) => MissingCluster,
): MissingCluster {
  const rules = destinationRules(mesh).filter((rule) => isSubsetOf(host, rule.host));
  const defining = rules.filter(({ subsets }) => subsets.some(({ name }) => name === subset));
  if (defining.length > 0)
    return because(
      'subset-visibility',
      defining.map(({ resource }) => sourceAt(resource, ['spec', 'exportTo'])),
    );
  const present = rules.flatMap(({ subsets }) => subsets.map(({ name }) => name));
  const sources = rules.map(({ resource }) => sourceAt(resource, ['spec', 'subsets']));
  return because('subset', sources, present);
}

function serviceSource({ registry, resource }: Service): Source {
  return sourceAt(resource, registry === 'kubernetes' ? ['metadata', 'annotations'] : ['spec', 'exportTo']);
}
