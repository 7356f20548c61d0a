import { endpointsOf, type Pod, type ProxyConfig, type Service, translate } from '@lab/istio';
import type { AddressPlan } from '../addresses/address-plan.ts';
import { LOOPBACK, type SocketAddress } from '../addresses/socket-address.ts';
import { ResourcePool } from '../ads/equal-resources.ts';
import { type CallersIn, callersByAddress, callersByIdentity } from '../sidecars/callers.ts';
import { withHttpProxy } from '../sidecars/http-proxy.ts';
import { PlacedEndpoints } from '../sidecars/placed-endpoints.ts';
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

/** Where the ready instances of one pod are. */
type Reach = (key: string, port: number) => SocketAddress[];

/** A mesh as each of its pods is to see it; a pod's configuration is translated once. */
export class MeshView {
  #desired: DesiredState;
  #options: MeshViewOptions;
  #pods: ReadonlyMap<string, Pod>;
  #configs = new Map<string, ProxyConfig>();
  #before: ReadonlyMap<string, ProxyConfig>;
  #pool = new ResourcePool();
  #placed: PlacedEndpoints;

  constructor(desired: DesiredState, options: MeshViewOptions, before?: MeshView) {
    this.#desired = desired;
    this.#options = options;
    this.#pods = new Map(desired.mesh.pods.map((pod) => [keyOf(pod), pod]));
    this.#before = before ? before.#configs : new Map();
    this.#placed = before ? before.#placed : new PlacedEndpoints();
  }

  /** The view of another state of the mesh, which takes the place of this one: what is equal stays the same object. */
  next(desired: DesiredState): MeshView {
    return new MeshView(desired, this.#options, this);
  }

  /** What a pod's sidecar and its application are to know, with the pods that take requests at this moment. */
  of(pod: Pod): PodView {
    return this.now()(pod);
  }

  /** The same for many pods: which take requests is looked up once. */
  now(): (pod: Pod) => PodView {
    const { mesh } = this.#desired;
    const { instances, resolveProvided } = this.#options;
    const ready = Map.groupBy(
      instances().filter((instance) => instance.ready),
      ({ pod }) => keyOf(pod),
    );
    const reach: Reach = (key, port) =>
      (ready.get(key) ?? []).flatMap((instance) => instance.reach(port) ?? []);
    this.#placed = new PlacedEndpoints(this.#placed);
    const surroundings = {
      ...{ resolvePod: reach, resolveProvided, callersIn: this.#callers() },
      placed: this.#placed,
    };
    const resolveService: PodView['resolveService'] = (service, port) =>
      this.#reachService(reach, service, port);
    return (current) => {
      const pod = this.#pods.get(keyOf(current)) ?? current;
      return { mesh, pod, config: this.#configFor(pod), surroundings, resolveService };
    };
  }

  #configFor(pod: Pod): ProxyConfig {
    const key = keyOf(pod);
    const config = this.#configs.get(key) ?? this.#shared(this.#translate(pod), this.#before.get(key));
    this.#configs.set(key, config);
    return config;
  }

  #shared(config: ProxyConfig, before: ProxyConfig | undefined): ProxyConfig {
    const share = <Kind extends keyof ProxyConfig>(kind: Kind) =>
      this.#pool.share<object>(config[kind] ?? [], before?.[kind]) as never;
    const shared: ProxyConfig = {
      ...{ listeners: share('listeners'), routes: share('routes') },
      ...{ clusters: share('clusters'), endpoints: share('endpoints') },
      ...(config.dialled && { dialled: share('dialled') }),
    };
    const kinds = Object.keys(shared) as (keyof ProxyConfig)[];
    const isSame = kinds.every((kind) => shared[kind] === before?.[kind]);
    return before && isSame && kinds.length === Object.keys(before).length ? before : shared;
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

  /** Where a call ends that passes no sidecar on its way out: the lab's own port, or any pod of the Service. */
  #reachService(reach: Reach, service: Service, port: number): SocketAddress[] {
    const provided = this.#options.resolveProvided(service.hostname, port);
    if (provided !== undefined) return [{ address: LOOPBACK, port: provided }];
    const servicePort = service.ports.find((candidate) => candidate.port === port);
    const endpoints = servicePort ? endpointsOf(this.#desired.mesh, service, servicePort) : [];
    return endpoints.flatMap((endpoint) => (endpoint.pod ? reach(keyOf(endpoint.pod), endpoint.port) : []));
  }
}
