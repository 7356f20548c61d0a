import type { Mesh } from '@lab/istio';
import { allotAddresses } from '../addresses/allot-addresses.ts';
import { formatAddress, type SocketAddress } from '../addresses/socket-address.ts';
import type { ServedConfig } from '../ads/served-config.ts';
import { credentialsOf } from '../sidecars/credentials.ts';
import type { Placement } from '../sidecars/placement.ts';
import { proxyPlacer } from '../sidecars/proxy-placer.ts';
import { captureMap } from '../workloads/capture-map.ts';
import { writeAtomically } from '../write-atomically.ts';
import type { PodEnvironment } from './pod-environment.ts';
import type { PodFiles } from './pod-files.ts';
import type { PodStatus } from './pod-status.ts';
import type { PodView } from './pod-view.ts';

/** Where one running pod listens, and what its sidecar and its application are told of the mesh. */
export class PodConfiguration {
  #id: string;
  #environment: PodEnvironment;
  #files: PodFiles;
  #placement: Placement | undefined;
  #placeProxy = proxyPlacer();
  /** What the listeners that have their addresses are of. */
  #allotted: Pick<PodView, 'pod' | 'config' | 'mesh'> | undefined;
  #written: string | undefined;
  /** What the map was made of that was written last, where it does not depend on which pods are ready. */
  #captured: { readonly mesh: Mesh; readonly placement: Placement } | undefined;

  constructor(id: string, environment: PodEnvironment, files: PodFiles) {
    this.#id = id;
    this.#environment = environment;
    this.#files = files;
  }

  /** Undefined until {@link place}. */
  get placement(): Placement | undefined {
    return this.#placement;
  }

  /** Gives everything that listens its address. */
  async place(view: PodView): Promise<Placement> {
    this.#placement = { ...(await this.#allot(view)), accessLogPath: this.#files.logs.access };
    return this.#placement;
  }

  /** Gives listeners that a changed view has more their addresses. What the pod itself listens on stays. */
  async extend(placement: Placement, view: PodView): Promise<Placement> {
    if (this.#allotted && listensAlike(this.#allotted, view)) return placement;
    const { outbound } = await this.#allot(view);
    this.#allotted = view;
    this.#placement = { ...placement, outbound };
    return this.#placement;
  }

  /** The sidecar's configuration as it is to be served, with the secrets that it names. The first call issues the pod's certificate. */
  async servedConfig(placement: Placement, view: PodView): Promise<ServedConfig> {
    const { pod, config, mesh, surroundings } = view;
    const { namespace, serviceAccount } = pod;
    const { trustDomain } = mesh.config;
    const own = await this.#environment.identities.secretsOf({ trustDomain, namespace, serviceAccount });
    const others = credentialsOf(mesh, pod, config);
    const credentials = new Set(others.map(({ name }) => name));
    const canonical = { pod, config, services: mesh.services, credentials };
    return {
      ...this.#placeProxy(canonical, placement, surroundings),
      secrets: [...own, ...others],
    };
  }

  /** Writes what the preload of the application reads, where it has changed. */
  async writeCapture(placement: Placement, view: PodView): Promise<void> {
    const { mesh, pod, resolveService } = view;
    const before = this.#captured;
    if (before?.placement === placement && isSameRegistry(before.mesh, mesh)) return;
    let asksForPods = false;
    const map = captureMap(mesh, pod, placement, (...service) => {
      asksForPods = true;
      return resolveService(...service);
    });
    const text = JSON.stringify(map, undefined, 1);
    if (text !== this.#written) await writeAtomically(this.#files.capture, text);
    this.#written = text;
    this.#captured = asksForPods ? undefined : { mesh, placement };
  }

  addresses(): PodStatus['addresses'] {
    const { application, inbound, outbound, sourceAddress } = this.#placement ?? {};
    return {
      application: written(application),
      inbound: written(inbound),
      outbound: written(outbound),
      ...(sourceAddress && { source: sourceAddress }),
    };
  }

  /** Gives the addresses back. */
  release(): void {
    this.#environment.addresses.release(this.#id);
  }

  #allot({ pod, config, mesh: { services } }: Pick<PodView, 'pod' | 'config' | 'mesh'>) {
    const { addresses, publicPort } = this.#environment;
    return allotAddresses(this.#id, pod, { config, services }, addresses, publicPort);
  }
}

/** Whether two views of a pod have the same listeners. */
function listensAlike(one: Pick<PodView, 'pod' | 'config' | 'mesh'>, other: PodView): boolean {
  const { listeners, clusters } = one.config;
  const isConfigured = listeners === other.config.listeners && clusters === other.config.clusters;
  return isConfigured && one.pod === other.pod && one.mesh.services === other.mesh.services;
}

/** Whether meshes have the same services and pods, by the same names. */
function isSameRegistry(one: Mesh, other: Mesh): boolean {
  return one.services === other.services && one.pods === other.pods && one.config === other.config;
}

function written(addresses: ReadonlyMap<number | string, SocketAddress> = new Map()): Record<string, string> {
  return Object.fromEntries([...addresses].map(([name, place]) => [name, formatAddress(place)]));
}
