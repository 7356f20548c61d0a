import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildMesh, type Mesh, type Pod, type ProxyConfig, parseResources } from '@lab/istio';
import type { AddressPlan } from '../../addresses/address-plan.ts';
import { LOOPBACK, type SocketAddress } from '../../addresses/socket-address.ts';
import type { ContainerPlan } from '../../workloads/plan-container.ts';
import type { DesiredState } from '../desired-state.ts';
import type { PodEnvironment } from '../pod-environment.ts';
import { keyOf } from '../pod-key.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeProcesses } from './fake-processes.ts';

export interface PodFixture {
  readonly folder: string;
  readonly clock: FakeClock;
  readonly processes: FakeProcesses;
  readonly environment: PodEnvironment;
  /** Ids of the pods that have addresses at this moment. */
  readonly placed: () => string[];
  readonly remove: () => void;
}

/** What pods share, with processes that are none and time that stands still; only files are real. */
export function podFixture(): PodFixture {
  const folder = mkdtempSync(join(tmpdir(), 'pods-'));
  const clock = new FakeClock();
  const processes = new FakeProcesses();
  const { addresses, placed } = fakeAddresses();
  const environment: PodEnvironment = {
    ...{ starters: processes, clock, addresses, envoyBinary: 'envoy' },
    applicationEnv: { LAB_TOLD: 'something' },
    identities: { secretsOf: async () => [], onRenewal: () => {}, stop: () => {} },
    ...{ podsDir: join(folder, 'pods'), logsDir: join(folder, 'logs'), socketDir: folder },
    ...{ publicPort: () => undefined, onProcess: () => {} },
  };
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { folder, clock, processes, environment, placed, remove };
}

function fakeAddresses() {
  const places = new Map<string, Map<string, SocketAddress>>();
  let port = 20_000;
  const addresses: AddressPlan = {
    shared: true,
    allocate: async (pod, role, name) => {
      const ofPod = places.get(pod) ?? new Map<string, SocketAddress>();
      places.set(pod, ofPod);
      port += 1;
      const place = ofPod.get(`${role}/${name}`) ?? { address: LOOPBACK, port };
      ofPod.set(`${role}/${name}`, place);
      return place;
    },
    sourceAddress: () => undefined,
    release: (pod) => void places.delete(pod),
    assigned: () => ({}),
    close: () => {},
  };
  return { addresses, placed: () => [...places.keys()].sort() };
}

/** A mesh of workloads in namespace shop, each with a Service of its name on port 80, and a plan for each of their pods. */
export function shop(replicas: Readonly<Record<string, number>>): DesiredState {
  const namespace =
    'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio-injection: enabled } }';
  const workloads = Object.entries(replicas).map(([name, count]) => workload(name, count));
  const mesh = buildMesh(parseResources([namespace, ...workloads].join('\n---\n')).resources);
  return { mesh, plans: new Map(mesh.pods.map((pod) => [keyOf(pod), PLAN])), guarded: false };
}

export const PLAN: ContainerPlan = {
  image: 'app',
  command: { words: [['node'], ['app.js']], cwd: '/', isNode: true },
  ...{ env: {}, probes: {}, portNames: {}, graceMs: 1_000, metadata: { labels: {}, annotations: {} } },
};

function workload(name: string, replicas: number): string {
  return `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: app, image: app, ports: [{ containerPort: 8080 }] }] }`;
}

/** A pod of a mesh, by `NAME-INDEX`. */
export function podOf(mesh: Mesh, name: string): Pod {
  const pod = mesh.pods.find((candidate) => candidate.name === name);
  if (!pod) throw new Error(`no pod ${name}`);
  return pod;
}

/** The ports to which a sidecar sends calls of a workload of {@link shop}. */
export function portsTo(workload: string, config: ProxyConfig | undefined): number[] {
  const name = `outbound|80||${workload}.shop.svc.cluster.local`;
  const assignment = config?.endpoints.find(({ clusterName }) => clusterName === name);
  const endpoints = (assignment?.endpoints ?? []).flatMap(({ lbEndpoints = [] }) => lbEndpoints);
  return endpoints.map((entry) => portOf(entry)).sort();
}

function portOf(entry: object): number {
  const { endpoint } = entry as {
    readonly endpoint: { readonly address: { readonly socketAddress: { readonly portValue: number } } };
  };
  return endpoint.address.socketAddress.portValue;
}
