import { endpointsOf } from '../../model/endpoints.ts';
import type { Mesh } from '../../model/mesh.ts';
import { perMesh } from '../../model/per-mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { dialledBy } from './dialled.ts';
import type { DestinationStep, End, JourneyRequest } from './journey.ts';

/** Calls of a headless Service that stay in the pod that makes them. */
export interface OwnPod {
  /** Of the calls of the pod, 0 to 1. */
  readonly share: number;
  readonly destination: DestinationStep;
  readonly end: End;
}

/**
 * The name of a headless Service stands for the addresses of its pods, with that of the caller where it is one of them. What a
 * pod sends to its own address stays on its loopback interface: it does not pass the sidecar on its way out, nor on its way in
 * (istio tools/istio-iptables, "-o lo ! --uid-owner … RETURN"; hence istiod makes no listener for it, listener_builder.go, "Skip
 * build outbound listener to the node itself"). No policy applies to it.
 */
export function ownPodOf(mesh: Mesh, caller: Pod, request: JourneyRequest): OwnPod | undefined {
  if (caller.proxy !== 'sidecar' || !hasHeadless(mesh)) return undefined;
  const { service, port } = dialledBy(mesh, caller.namespace, request);
  if (service?.clusterIP !== 'None' || !port) return undefined;
  const endpoints = endpointsOf(mesh, service, port);
  const own = endpoints.find(({ address }) => address === caller.ip);
  if (!own) return undefined;
  // One pod of a StatefulSet has a name of its own; which of them calls is not asked.
  const [first = ''] = (request.dialled ?? request.host).toLowerCase().split('.');
  const isNameOfPod = first !== service.name && endpoints.some(({ pod }) => pod?.name === first);
  if (isNameOfPod && endpoints.length > 1) return undefined;
  const workload = `${caller.namespace}/${caller.workload}`;
  const share = 1 / endpoints.length;
  return {
    share,
    destination: {
      ...{ cluster: '', share: 1, kind: 'service', host: service.hostname, port: port.port },
      endpoints: [{ workload, port: own.port, pods: 1, ready: 1 }],
      ...{ otherRules: [], servers: [], request: { set: {}, add: {}, remove: [] } },
      tls: { onWire: 'plaintext', mode: 'DISABLE' },
    },
    end: { share, by: 'application', flags: [], cluster: '', workloads: [workload] },
  };
}

const hasHeadless = perMesh(({ services }) => services.some(({ clusterIP }) => clusterIP === 'None'));

/** The ends of all calls, where some of them stay in their pod. */
export function withOwnPod(ends: readonly End[], own: OwnPod | undefined): readonly End[] {
  if (!own) return ends;
  return [...ends.map((end) => ({ ...end, share: end.share * (1 - own.share) })), own.end];
}
