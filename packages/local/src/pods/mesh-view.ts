import { endpointsOf, type Pod, type ProxyConfig, type Service, translate } from '@lab/istio';
import type { AddressPlan } from '../addresses/address-plan.ts';
import { LOOPBACK, type SocketAddress } from '../addresses/socket-address.ts';
import { type CallersIn, callersByAddress, callersByIdentity } from '../sidecars/callers.ts';
import { withHttpProxy } from '../sidecars/http-proxy.ts';
import type { ResolveProvided } from '../sidecars/placement.ts';
import type { DesiredState } from './desired-state.ts';
import type { PodInstance } from './pod-instance.ts';
import { keyOf } from './pod-key.ts';
import type { PodView } from './pod-view.ts';

export interface MeshViewOptions {
  readonly addresses: AddressPlan;
  readonly resolveProvided: ResolveProvided;
  /** The pods that run now. */
  readonly instances: () => readonly PodInstance[];
}

/** A mesh as each of its pods is to see it; a pod's configuration is translated once. */
export class MeshView {
  #desired: DesiredState;
  #options: MeshViewOptions;
  #configs = new Map<string, ProxyConfig>();

  constructor(desired: DesiredState, options: MeshViewOptions) {
    this.#desired = desired;
    this.#options = options;
  }

  /** What the pod's sidecar and its application are to know, with the pods that take requests at this moment. */
  of(current: Pod): PodView {
    const { mesh } = this.#desired;
    const pod = mesh.pods.find((candidate) => keyOf(candidate) === keyOf(current)) ?? current;
    return {
      mesh,
      pod,
      config: this.#configFor(pod),
      surroundings: {
        resolvePod: (key, port) => this.#reach(key, port),
        resolveProvided: this.#options.resolveProvided,
        callersIn: this.#callers(),
      },
      resolveService: (service, port) => this.#reachService(service, port),
    };
  }

  #configFor(pod: Pod): ProxyConfig {
    const key = keyOf(pod);
    const config = this.#configs.get(key) ?? this.#translate(pod);
    this.#configs.set(key, config);
    return config;
  }

  /** As a cluster's proxy has it, with an HTTP proxy where that is how the program finds its sidecar. */
  #translate(pod: Pod): ProxyConfig {
    const { mesh, plans } = this.#desired;
    const config = translate(mesh, pod);
    const isCaptured = plans.get(keyOf(pod))?.command?.isNode ?? true;
    return isCaptured ? config : withHttpProxy(config, mesh, pod);
  }

  /** How policies on addresses know a pod: those that start or drain may call, too. */
  #callers(): CallersIn {
    const { addresses, instances } = this.#options;
    if (addresses.shared) return callersByIdentity(this.#desired.mesh);
    const running = instances().map(({ id, pod }) => ({
      pod,
      sourceAddress: addresses.sourceAddress(id) ?? LOOPBACK,
    }));
    return callersByAddress(running);
  }

  /** Where the ready instances of one pod are. */
  #reach(key: string, port: number): SocketAddress[] {
    return this.#options
      .instances()
      .filter((instance) => instance.ready && keyOf(instance.pod) === key)
      .map((instance) => instance.reach(port))
      .filter((reached) => reached !== undefined);
  }

  /** Where a call ends that passes no sidecar on its way out: the lab's own port, or any pod of the Service. */
  #reachService(service: Service, port: number): SocketAddress[] {
    const provided = this.#options.resolveProvided(service.hostname, port);
    if (provided !== undefined) return [{ address: LOOPBACK, port: provided }];
    const servicePort = service.ports.find((candidate) => candidate.port === port);
    const endpoints = servicePort ? endpointsOf(this.#desired.mesh, service, servicePort) : [];
    return endpoints.flatMap((endpoint) =>
      endpoint.pod ? this.#reach(keyOf(endpoint.pod), endpoint.port) : [],
    );
  }
}
