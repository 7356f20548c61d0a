import { buildMesh, type Mesh, type Pod, type ProxyConfig, type Resource, translate } from '@lab/istio';
import type { AddressPlan } from '../../src/addresses/address-plan.ts';
import { allotAddresses } from '../../src/addresses/allot-addresses.ts';
import type { SocketAddress } from '../../src/addresses/socket-address.ts';
import type { KeyPair } from '../../src/certificates/certificate.ts';
import type { CertificateAuthority } from '../../src/certificates/certificate-authority.ts';
import type { Identities } from '../../src/certificates/identities.ts';
import { keyOf } from '../../src/pods/pod-key.ts';
import { callersByAddress, callersByIdentity } from '../../src/sidecars/callers.ts';
import { credentialsOf } from '../../src/sidecars/credentials.ts';
import { placeOnLoopback } from '../../src/sidecars/place-on-loopback.ts';
import { envoyAddress, type Placement, type Surroundings } from '../../src/sidecars/placement.ts';
import type { EnvoyPool } from './envoy-pool.ts';
import { startStandIn } from './stand-in.ts';

/** What the scenarios of a run have in common. */
export interface LiveEnvironment {
  readonly pool: EnvoyPool;
  readonly addresses: AddressPlan;
  readonly authority: CertificateAuthority;
  readonly identities: Identities;
}

/** A pod of a scenario as it runs. */
export interface LivePod {
  readonly pod: Pod;
  readonly placement: Placement;
  readonly config: ProxyConfig;
}

/** A scenario whose pods run. */
export interface LiveMesh {
  readonly mesh: Mesh;
  readonly resources: readonly Resource[];
  /** By `NAMESPACE/NAME`. */
  readonly pods: ReadonlyMap<string, LivePod>;
  stop(): Promise<void>;
}

/** Numbers the scenarios, so that no pod has the address of one before. */
let scenarios = 0;

/**
 * Starts every pod of a scenario: an Envoy with its configuration as it is placed on this machine, and a stand-in for its
 * application. One more stand-in is for everything outside the mesh.
 *
 * @param extraPorts container ports that are asked and that no manifest names, by `NAMESPACE/WORKLOAD`
 * @throws Error with Envoy's words when it refuses a configuration
 */
export async function startLiveMesh(
  resources: readonly Resource[],
  extraPorts: ReadonlyMap<string, readonly number[]>,
  environment: LiveEnvironment,
): Promise<LiveMesh> {
  scenarios += 1;
  const key = await environment.authority.issue({
    ...{ trustDomain: 'outside.test', namespace: 'outside', serviceAccount: 'outside' },
  });
  const built = buildMesh(resources);
  const mesh: Mesh = {
    ...built,
    // The log tells which cluster and which policy it was.
    config: { ...built.config, accessLogFile: '/dev/stdout', accessLogEncoding: 'JSON' },
    secrets: [...built.secrets, ...secretsOf(built, resources, key, environment.authority.rootCertificate)],
    pods: built.pods.map((pod) => withPorts(pod, extraPorts.get(`${pod.namespace}/${pod.workload}`))),
  };
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    await Promise.all(stops.splice(0).map((end) => end()));
  };
  try {
    const pods = new Map<string, LivePod>();
    for (const [index, pod] of mesh.pods.entries())
      pods.set(keyOf(pod), await placePod(mesh, pod, index, environment));
    const outside = await environment.addresses.allocate(`outside#${scenarios}`, 'application', 'any', 8_000);
    stops.push(await startStandIn('outside', outside, key));
    for (const { pod, placement } of pods.values()) {
      for (const [port, at] of placement.application)
        stops.push(await startStandIn(`${keyOf(pod)}:${port}`, at, key));
    }
    const surroundings = surroundingsOf(mesh, pods);
    const serving = [...pods.values()].map(async ({ pod, placement, config }, index) => {
      if (pod.proxy === 'none') return;
      const others = credentialsOf(mesh, pod, config);
      const credentials = new Set(others.map(({ name }) => name));
      const canonical = { pod, services: mesh.services, config, credentials };
      const placed = withOutside(placeOnLoopback(canonical, placement, surroundings), outside);
      const own = await environment.identities.secretsOf(identityOf(mesh, pod.namespace, pod.serviceAccount));
      const secrets = [...own, ...others];
      const refusal = await environment.pool.serve(index, pod, { ...placed, secrets });
      if (refusal) throw new Error(`the Envoy of ${keyOf(pod)} refuses the configuration: ${refusal}`);
    });
    // All of them, also when one is refused: the next scenario takes the same Envoys.
    await Promise.allSettled(serving);
    await Promise.all(serving);
    return { mesh, resources, pods, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export function identityOf({ config }: Pick<Mesh, 'config'>, namespace: string, serviceAccount: string) {
  return { trustDomain: config.trustDomain, namespace, serviceAccount };
}

function withPorts(pod: Pod, extra: readonly number[] = []): Pod {
  const known = new Set(pod.ports.map(({ port }) => port));
  const added = extra.filter((port) => !known.has(port)).map((port) => ({ port }));
  return { ...pod, ports: [...pod.ports, ...added] };
}

async function placePod(
  mesh: Mesh,
  pod: Pod,
  index: number,
  { addresses, pool }: LiveEnvironment,
): Promise<LivePod> {
  const config = translate(mesh, pod);
  const canonical = { config, services: mesh.services };
  const id = `${keyOf(pod)}#${scenarios}`;
  const own = await allotAddresses(id, pod, canonical, addresses, () => undefined);
  return { pod, config, placement: { ...own, accessLogPath: pool.accessLog(index) } };
}

function surroundingsOf(mesh: Mesh, pods: ReadonlyMap<string, LivePod>): Surroundings {
  const running = [...pods.values()].flatMap(({ pod, placement: { sourceAddress } }) =>
    sourceAddress === undefined ? [] : [{ pod, sourceAddress }],
  );
  return {
    resolvePod: (key, port) => [pods.get(key)?.placement.inbound.get(port)].filter((at) => at !== undefined),
    resolveProvided: () => undefined,
    callersIn: running.length > 0 ? callersByAddress(running) : callersByIdentity(mesh),
  };
}

/** Has every endpoint that is no pod of the scenario, and each that has to be looked up, be the stand-in for them. */
function withOutside(config: ProxyConfig, outside: SocketAddress): ProxyConfig {
  const own = (address: string) => address.startsWith('127.');
  const moved = <Value>(value: Value): Value => {
    if (Array.isArray(value)) return value.map(moved) as Value;
    if (typeof value !== 'object' || value === null) return value;
    const { socketAddress } = value as { socketAddress?: { address: string } };
    if (socketAddress && !own(socketAddress.address)) return envoyAddress(outside) as Value;
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, moved(field)])) as Value;
  };
  return {
    ...config,
    clusters: config.clusters.map((cluster) => moved(cluster)),
    endpoints: moved(config.endpoints),
  };
}

/** The Secrets that gateways name and the recorded answers take for granted, in every namespace that has a gateway. */
function secretsOf(
  mesh: Mesh,
  resources: readonly Resource[],
  { certificate, privateKey }: KeyPair,
  cacert: string,
): Resource[] {
  const names = new Set(
    [...JSON.stringify(resources.map(({ spec }) => spec)).matchAll(/"credentialName":"([^"]+)"/g)].map(
      ([, name]) => name ?? '',
    ),
  );
  const namespaces = new Set(mesh.pods.map(({ namespace }) => namespace));
  const stringData = { cert: certificate, key: privateKey, cacert };
  return [...namespaces].flatMap((namespace) =>
    [...names].map((name) => ({
      ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, spec: {}, order: 0 },
      ...{ raw: { stringData }, locate: () => ({ file: 'secrets of the run' }) },
    })),
  );
}
