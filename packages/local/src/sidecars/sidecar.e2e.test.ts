import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEnvoy } from '@lab/envoy';
import { buildMesh, type Pod, type ProxyConfig, parseResources, translate } from '@lab/istio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedAddressPlan } from '../addresses/address-plan.ts';
import { allotAddresses } from '../addresses/allot-addresses.ts';
import { portAllocator } from '../addresses/port-allocator.ts';
import { LOOPBACK } from '../addresses/socket-address.ts';
import { openAuthority } from '../certificates/certificate-authority.ts';
import { type IdentityFiles, identityFiles } from '../certificates/identity-files.ts';
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

/** Ports that stand for the ready pods; nobody listens there, and nothing is sent. */
const bothReady = new Map([
  ['frontend/frontend-stable-0', 40_001],
  ['frontend/frontend-canary-0', 40_002],
]);
const onlyCanary = new Map([...bothReady].slice(1));

const folder = mkdtempSync(join(tmpdir(), 'sidecar-'));
const dir = join(folder, 'sidecar');
const logPath = join(folder, 'envoy.log');
let identities: IdentityFiles;
let placement: Placement;
let sidecar: Sidecar;

beforeAll(async () => {
  identities = identityFiles({ authority: await openAuthority(folder), folder, onError: () => {} });
  const { namespace, serviceAccount } = pod;
  const identityDir = await identities.ensure({ trustDomain: 'cluster.local', namespace, serviceAccount });
  const plan = sharedAddressPlan(portAllocator());
  const addresses = await allotAddresses('test', pod, canonical, plan, () => undefined);
  placement = {
    ...addresses,
    identityDir,
    credentialsDir: folder,
    accessLogPath: join(folder, 'access.log'),
  };
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

function placed(ready: ReadonlyMap<string, number>): ProxyConfig {
  const resolvePod = (key: string) =>
    [ready.get(key)].flatMap((port) => (port === undefined ? [] : { address: LOOPBACK, port }));
  const surroundings = { resolvePod, resolveProvided: () => undefined, callersIn: () => [] };
  return placeOnLoopback({ pod, ...canonical }, placement, surroundings);
}

/** Names of the clusters, and how many endpoints each has. */
async function endpointCounts(): Promise<Map<string, number>> {
  const clusters = await sidecar.admin.clusters();
  return new Map(
    clusters.map(({ name, host_statuses: hosts }) => [String(name), (hosts as unknown[])?.length ?? 0]),
  );
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
    expect(await sidecar.apply(placed(onlyCanary))).toBeUndefined();
    expect((await endpointCounts()).get(STABLE)).toBe(0);
    expect(await sidecar.apply(placed(bothReady))).toBeUndefined();
    expect((await endpointCounts()).get(STABLE)).toBe(1);
    expect(await updates()).toEqual(before);
  });

  it('gives a cluster that is replaced its endpoints again before it counts as active', async () => {
    const config = placed(bothReady);
    const slower = config.clusters.map((cluster) => ({ ...cluster, connectTimeout: '7s' }));
    expect(await sidecar.apply({ ...config, clusters: slower })).toBeUndefined();
    expect((await endpointCounts()).get(STABLE)).toBe(1);
    expect(await sidecar.apply(config)).toBeUndefined();
  });

  it('adds and removes clusters', async () => {
    const config = placed(bothReady);
    const fewer = config.clusters.filter(({ name }) => name !== STABLE);
    expect(await sidecar.apply({ ...config, clusters: fewer })).toBeUndefined();
    expect((await endpointCounts()).has(STABLE)).toBe(false);
    expect(await sidecar.apply(config)).toBeUndefined();
    expect((await endpointCounts()).get(STABLE)).toBe(1);
  });

  it('refuses clusters and routes in its own words, and keeps the last good ones', async () => {
    const config = placed(bothReady);
    const clusters = config.clusters.map((cluster) =>
      cluster.name === STABLE ? { ...cluster, connectTimeout: '0s' } : cluster,
    );
    expect(await sidecar.apply({ ...config, clusters })).toMatch(/ConnectTimeout: value must be/);
    expect(await sidecar.apply(config)).toBeUndefined();
    const routes = config.routes.map((table) => ({
      ...table,
      virtualHosts: [...table.virtualHosts, ...table.virtualHosts],
    }));
    expect(await sidecar.apply({ ...config, routes })).toMatch(/unique/i);
    expect(readConfig('rds.json').resources).toMatchObject(asWritten(config.routes));
    expect(await sidecar.apply(config)).toBeUndefined();
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

  it('watches no file but its secrets', () => {
    const files = ['bootstrap.json', 'cds.json', 'lds.json', 'rds.json', 'eds.json'];
    const texts = files.map((name) => readFileSync(join(dir, name), 'utf8')).join();
    const watched = [...texts.matchAll(/"pathConfigSource":\s*\{\s*"path":\s*"([^"]+)"/g)];
    expect(new Set(watched.map(([, path]) => path))).toEqual(
      new Set([join(placement.identityDir, 'default.json'), join(placement.identityDir, 'ROOTCA.json')]),
    );
  });

  it.runIf(process.platform === 'linux')('costs two of the inotify instances that a user has', () => {
    const fds = `/proc/${sidecar.pid}/fd`;
    const targets = readdirSync(fds).map((fd) => readlinkSync(join(fds, fd)));
    expect(targets.filter((target) => target.includes('inotify'))).toHaveLength(2);
  });
});
