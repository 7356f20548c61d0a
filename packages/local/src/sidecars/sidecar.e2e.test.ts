import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEnvoy } from '@lab/envoy';
import { buildMesh, type Pod, type ProxyConfig, parseResources, type Secret, translate } from '@lab/istio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedAddressPlan } from '../addresses/address-plan.ts';
import { allotAddresses } from '../addresses/allot-addresses.ts';
import { portAllocator } from '../addresses/port-allocator.ts';
import { LOOPBACK } from '../addresses/socket-address.ts';
import type { ServedConfig } from '../ads/served-config.ts';
import { openAuthority } from '../certificates/certificate-authority.ts';
import { type Identities, openIdentities } from '../certificates/identities.ts';
import { placeOnLoopback } from './place-on-loopback.ts';
import type { Placement } from './placement.ts';
import { type Sidecar, startSidecar } from './sidecar.ts';

const SCENARIO = join(
  import.meta.dirname,
  '../../../istio/testdata/conformance/seed-frontend-canary/input.yaml',
);
const mesh = buildMesh(parseResources(readFileSync(SCENARIO, 'utf8')).resources);
const pod = mesh.pods.find(({ name }) => name === 'frontend-stable-0') as Pod;
const canonical = { config: translate(mesh, pod), services: mesh.services, credentials: new Set<string>() };
const STABLE = 'outbound|80|stable|frontend-service.frontend.svc.cluster.local';
const CANARY = 'outbound|80|canary|frontend-service.frontend.svc.cluster.local';
const WHOLE = { rejected: [], isLate: false };

/** Ports that stand for the ready pods; nobody listens there, and nothing is sent. */
const bothReady = new Map([
  ['frontend/frontend-stable-0', 40_001],
  ['frontend/frontend-canary-0', 40_002],
]);
const onlyCanary = new Map([...bothReady].slice(1));

const folder = mkdtempSync(join(tmpdir(), 'sidecar-'));
const dir = join(folder, 'sidecar');
const logPath = join(folder, 'envoy.log');
let identities: Identities;
let secrets: readonly Secret[];
let placement: Placement;
let sidecar: Sidecar;

beforeAll(async () => {
  const authority = await openAuthority(folder);
  identities = openIdentities({ authority, onError: () => {} });
  const { namespace, serviceAccount } = pod;
  secrets = await identities.secretsOf({ trustDomain: 'cluster.local', namespace, serviceAccount });
  const plan = sharedAddressPlan(portAllocator());
  const addresses = await allotAddresses('test', pod, canonical, plan, () => undefined);
  placement = { ...addresses, accessLogPath: join(folder, 'access.log') };
  const sockets = { adminSocket: join(folder, 'admin.sock'), xdsSocket: join(folder, 'xds.sock') };
  const binary = (await findEnvoy()).path;
  const options = { binary, pod, domain: 'cluster.local', dir, ...sockets, logPath, onSpawn: () => {} };
  sidecar = await startSidecar(options, placed(bothReady));
});

afterAll(async () => {
  await sidecar?.stop();
  identities?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function placed(ready: ReadonlyMap<string, number>): ServedConfig {
  const resolvePod = (key: string) =>
    [ready.get(key)].flatMap((port) => (port === undefined ? [] : { address: LOOPBACK, port }));
  const surroundings = { resolvePod, resolveProvided: () => undefined, callersIn: () => [] };
  return { ...placeOnLoopback({ pod, ...canonical }, placement, surroundings), secrets };
}

/** Names of the clusters, and how many endpoints each has. */
async function endpointCounts(): Promise<Map<string, number>> {
  const clusters = await sidecar.admin.clusters();
  return new Map(
    clusters.map(({ name, host_statuses: hosts }) => [String(name), (hosts as unknown[])?.length ?? 0]),
  );
}

/** The connect timeouts of the clusters of a name that are active. */
async function connectTimeouts(name: string): Promise<(string | undefined)[]> {
  const dump = await sidecar.admin.configDump();
  const clusters = dump.flatMap(({ dynamic_active_clusters: active = [] }) => active as ActiveCluster[]);
  return clusters
    .filter(({ cluster }) => cluster.name === name)
    .map(({ cluster }) => cluster.connect_timeout);
}

interface ActiveCluster {
  readonly cluster: { readonly name: string; readonly connect_timeout?: string };
}

/** TLS that trusts the certificates of a file. */
function withCa(filename: string): NonNullable<ProxyConfig['clusters'][number]['transportSocket']> {
  return {
    name: 'envoy.transport_sockets.tls',
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
      commonTlsContext: { validationContext: { trustedCa: { filename } } },
    },
  };
}

/** How often clusters and listeners were taken, and how many clusters were replaced. */
async function updates(): Promise<Record<string, number>> {
  const wanted = /cds\.update_success|lds\.update_success|cluster_(added|modified|removed)$/;
  return Object.fromEntries([...(await sidecar.admin.stats())].filter(([name]) => wanted.test(name)));
}

/** A message as JSON has it, in which a field without a value is absent. */
const asWritten = <Message>(message: Message): Message => JSON.parse(JSON.stringify(message));

function readConfig(name: string): { resources: readonly Record<string, unknown>[] } {
  return JSON.parse(readFileSync(join(dir, name), 'utf8'));
}

describe('a sidecar', () => {
  it('takes a change of readiness as endpoints only: its clusters stay what they are', async () => {
    const before = await updates();
    expect(before['cluster_manager.cds.update_success']).toBeGreaterThan(0);
    expect((await endpointCounts()).get(STABLE)).toBe(1);
    expect(await sidecar.apply(placed(onlyCanary))).toEqual(WHOLE);
    expect((await endpointCounts()).get(STABLE)).toBe(0);
    expect(await sidecar.apply(placed(bothReady))).toEqual(WHOLE);
    expect((await endpointCounts()).get(STABLE)).toBe(1);
    expect(await updates()).toEqual(before);
  });

  it('gives a cluster that is replaced its endpoints again before it counts as active', async () => {
    const config = placed(bothReady);
    const slower = config.clusters.map((cluster) => ({ ...cluster, connectTimeout: '7s' }));
    expect(await sidecar.apply({ ...config, clusters: slower })).toEqual(WHOLE);
    expect((await endpointCounts()).get(STABLE)).toBe(1);
    expect(await sidecar.apply(config)).toEqual(WHOLE);
  });

  it('adds and removes clusters', async () => {
    const config = placed(bothReady);
    const fewer = config.clusters.filter(({ name }) => name !== STABLE);
    expect(await sidecar.apply({ ...config, clusters: fewer })).toEqual(WHOLE);
    expect((await endpointCounts()).has(STABLE)).toBe(false);
    expect(await sidecar.apply(config)).toEqual(WHOLE);
    expect((await endpointCounts()).get(STABLE)).toBe(1);
  });

  it('that rejects a whole update has the clusters of before, and all of the next one', async () => {
    const config = placed(bothReady);
    const clusters = config.clusters.map((cluster) => {
      if (cluster.name === STABLE) return { ...cluster, connectTimeout: '0s' };
      return cluster.name === CANARY ? { ...cluster, connectTimeout: '7s' } : cluster;
    });
    const { rejected, isLate } = await sidecar.apply({ ...config, clusters });
    const reason = expect.stringMatching(/ConnectTimeout: value must be/);
    const update = { cause: STABLE };
    expect(isLate).toBe(false);
    expect(rejected.toSorted((one, other) => (one.name < other.name ? 1 : -1))).toMatchObject([
      { kind: 'clusters', name: STABLE, isKept: true, reason, update },
      { kind: 'clusters', name: CANARY, isKept: true, reason, update },
    ]);
    expect(await connectTimeouts(CANARY)).toEqual(['10s']);
    expect(readConfig('cds.json').resources).toMatchObject(asWritten(config.clusters));
    const mended = clusters.map((cluster) =>
      cluster.name === STABLE ? { ...cluster, connectTimeout: '8s' } : cluster,
    );
    expect(await sidecar.apply({ ...config, clusters: mended })).toEqual(WHOLE);
    expect([await connectTimeouts(STABLE), await connectTimeouts(CANARY)]).toEqual([['8s'], ['7s']]);
    expect(await sidecar.apply(config)).toEqual(WHOLE);
  });

  it('that rejects one cluster takes the others, and keeps the last version of that one', async () => {
    const config = placed(bothReady);
    const path = join(folder, 'absent.pem');
    const clusters = config.clusters.map((cluster) => {
      if (cluster.name === STABLE) return { ...cluster, transportSocket: withCa(path) };
      return cluster.name === CANARY ? { ...cluster, connectTimeout: '7s' } : cluster;
    });
    const { rejected } = await sidecar.apply({ ...config, clusters: clusters as typeof config.clusters });
    expect(rejected).toMatchObject([{ kind: 'clusters', name: STABLE, isKept: true }]);
    expect(rejected[0]?.reason).toContain(path);
    expect(rejected[0]?.update).toBeUndefined();
    expect(await connectTimeouts(CANARY)).toEqual(['7s']);
    expect((await endpointCounts()).get(STABLE)).toBe(1);
    expect(await sidecar.apply(config)).toEqual(WHOLE);
  });

  it('that rejects a route configuration keeps the old one, and the clusters that it needs', async () => {
    const config = placed(bothReady);
    const clusters = config.clusters.filter(({ name }) => name !== STABLE);
    const routes = config.routes.map((table) => ({
      ...table,
      virtualHosts: [...table.virtualHosts, ...table.virtualHosts],
    }));
    const { rejected } = await sidecar.apply({ ...config, clusters, routes });
    expect(rejected.length).toBeGreaterThan(0);
    for (const one of rejected) {
      expect(one).toMatchObject({ kind: 'routes', isKept: true, reason: expect.stringMatching(/unique/i) });
    }
    expect(readConfig('rds.json').resources).toMatchObject(asWritten(config.routes));
    expect((await endpointCounts()).get(STABLE)).toBe(1);
    // Mended, the cluster goes with the routes that needed it.
    expect(await sidecar.apply({ ...config, clusters })).toEqual(WHOLE);
    expect((await endpointCounts()).has(STABLE)).toBe(false);
    expect(await sidecar.apply(config)).toEqual(WHOLE);
  });

  it('leaves all of its configuration to read', () => {
    const config = placed(bothReady);
    for (const [name, resources] of Object.entries({
      'cds.json': config.clusters,
      'lds.json': config.listeners,
      'rds.json': config.routes,
      'eds.json': config.endpoints,
    })) {
      expect(resources.length, name).toBeGreaterThan(0);
      expect(readConfig(name).resources, name).toMatchObject(asWritten(resources));
    }
  });

  it('watches no file', () => {
    const files = ['bootstrap.json', 'cds.json', 'lds.json', 'rds.json', 'eds.json'];
    const texts = files.map((name) => readFileSync(join(dir, name), 'utf8')).join();
    expect(texts).not.toContain('pathConfigSource');
  });

  it.runIf(process.platform === 'linux')('costs none of the inotify instances that a user has', () => {
    const fds = `/proc/${sidecar.pid}/fd`;
    const targets = readdirSync(fds).map((fd) => readlinkSync(join(fds, fd)));
    expect(targets.length).toBeGreaterThan(3);
    expect(targets.filter((target) => target.includes('inotify'))).toEqual([]);
  });
});
