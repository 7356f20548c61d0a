import { destinationRules } from '../../model/destination-rule.ts';
import type { Endpoint } from '../../model/endpoints.ts';
import type { Mesh } from '../../model/mesh.ts';
import {
  type MutualTlsMode,
  mutualTlsModeForPort,
  peerAuthenticationFor,
} from '../../model/peer-authentication.ts';
import { perMesh } from '../../model/per-mesh.ts';
import type { DestinationRuleSpec } from '../../resources/istio-types.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';
import { clustersShapedBy } from './clusters-in-effect.ts';
import { policyPlaces } from './policy-places.ts';

/** One place where a DestinationRule sets the TLS of calls, and a workload that it meets. */
export interface TlsPlace {
  readonly resource: Resource<DestinationRuleSpec>;
  readonly path: FieldPath;
  readonly mode: string;
  readonly targets: readonly TlsTarget[];
}

/** A workload that calls go to, and how its side takes TLS; gateways are left out. */
export interface TlsTarget {
  readonly host: string;
  /** `NAMESPACE/NAME`, or an address outside the cluster. */
  readonly workload: string;
  /** Undefined where it has no sidecar. */
  readonly serverMode: MutualTlsMode | undefined;
}

export const tlsPlaces: (mesh: Mesh) => readonly TlsPlace[] = perMesh((mesh) =>
  destinationRules(mesh).flatMap((rule) =>
    policyPlaces(rule).flatMap(({ path, policy: { tls } }) => {
      if (!tls) return [];
      const targets = clustersShapedBy(mesh, tls).flatMap(({ service, endpoints }) =>
        endpoints
          .filter(({ pod }) => pod?.proxy !== 'gateway')
          .map((endpoint) => targetOf(mesh, service.hostname, endpoint)),
      );
      return [{ resource: rule.resource, path: [...path, 'tls', 'mode'], mode: tls.mode, targets }];
    }),
  ),
);

function targetOf(mesh: Mesh, host: string, endpoint: Endpoint): TlsTarget {
  const { pod, namespace, address, port, tlsMode } = endpoint;
  return {
    host,
    workload: pod ? `${namespace}/${pod.workload}` : address,
    serverMode:
      tlsMode === 'istio' ? mutualTlsModeForPort(peerAuthenticationFor(mesh, endpoint), port) : undefined,
  };
}
