import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEnvoy } from '@lab/envoy';
import { parseResources } from '@lab/istio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAddressPlan } from '../src/addresses/open-address-plan.ts';
import { parseAddress, type SocketAddress } from '../src/addresses/socket-address.ts';
import { openAuthority } from '../src/certificates/certificate-authority.ts';
import { openIdentities } from '../src/certificates/identities.ts';
import { captureMap } from '../src/workloads/capture-map.ts';
import { envoyPool } from './live/envoy-pool.ts';
import { type LiveEnvironment, type LiveMesh, startLiveMesh } from './live/live-mesh.ts';
import { sendProbe, type WireAnswer } from './live/send-probe.ts';

/**
 * Two callers of different accounts, a third without a sidecar, one that keeps a port from its sidecar, and a server with
 * three ports, one of them below 1024.
 */
const MESH = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
apiVersion: v1
kind: Service
metadata: { name: server, namespace: shop }
spec:
  selector: { app: server }
  ports:
  - { name: http, port: 8080, targetPort: 3000 }
  - { name: http-admin, port: 9090, targetPort: 9090 }
  - { name: http-low, port: 80, targetPort: 80 }
---
${deployment('server', '[{ containerPort: 3000 }, { containerPort: 9090 }, { containerPort: 80 }]')}
---
${deployment('first', '[{ containerPort: 7000 }]')}
---
${deployment('second', '[{ containerPort: 7000 }]')}
---
${deployment('outsider', '[{ containerPort: 7000 }]', 'sidecar.istio.io/inject: "false"')}
---
${deployment('beside', '[{ containerPort: 7000 }]').replace('    metadata:\n', '    metadata:\n      annotations: { traffic.sidecar.istio.io/excludeOutboundPorts: "8080" }\n')}
`;

/** Addresses of the pods in the order of the stream (build-pods.ts). */
const [SERVER, FIRST, SECOND] = ['10.244.0.1', '10.244.0.2', '10.244.0.3'];

function deployment(name: string, ports: string, label = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata:
      labels:
        app: ${name}
        ${label}
    spec:
      serviceAccountName: ${name}
      containers:
      - { name: app, image: app, ports: ${ports} }`;
}

/** TCP, so that each pod's address has a listener of its own. */
const HEADLESS = `---
apiVersion: v1
kind: Service
metadata: { name: members, namespace: shop }
spec: { clusterIP: None, selector: { app: member }, ports: [{ name: tcp, port: 5432 }] }
---
${deployment('member', '[{ containerPort: 5432 }]').replace('kind: Deployment', 'kind: StatefulSet').replace('spec:\n', 'spec:\n  replicas: 2\n  serviceName: members\n')}
`;

function policy(action: 'ALLOW' | 'DENY', rule: string): string {
  return `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: rules, namespace: shop }
spec:
  selector: { matchLabels: { app: server } }
  action: ${action}
  rules:
  - ${rule}
`;
}

/** What a caller gets at each port of the server's Service. */
type Outcomes = Readonly<Record<string, readonly number[]>>;

const PORTS = [8080, 9090, 80];
const ALL = [200, 200, 200];
const NONE = [403, 403, 403];

const CASES: readonly (readonly [string, 'ALLOW' | 'DENY', string, Outcomes])[] = [
  ['a port', 'ALLOW', `to: [{ operation: { ports: ["3000"] } }]`, { first: [200, 403, 403] }],
  ['a port below 1024', 'DENY', `to: [{ operation: { ports: ["80"] } }]`, { first: [200, 200, 403] }],
  // The port that a port below 1024 is moved to is no port of the pod.
  ['a port that is moved to', 'DENY', `to: [{ operation: { ports: ["10080"] } }]`, { first: ALL }],
  ['all ports but one', 'DENY', `to: [{ operation: { notPorts: ["9090"] } }]`, { first: [403, 200, 403] }],
  [
    'a port as a condition',
    'ALLOW',
    `when: [{ key: destination.port, values: ["9090"] }]`,
    { first: [403, 200, 403] },
  ],
  ["the server's address", 'ALLOW', `when: [{ key: destination.ip, values: ["${SERVER}"] }]`, { first: ALL }],
  [
    "a range with the server's address",
    'DENY',
    `when: [{ key: destination.ip, values: ["10.244.0.0/16"] }]`,
    { first: NONE },
  ],
  ['another address', 'DENY', `when: [{ key: destination.ip, values: ["10.244.9.9"] }]`, { first: ALL }],
  [
    "all but the server's address",
    'DENY',
    `when: [{ key: destination.ip, notValues: ["${SERVER}"] }]`,
    { first: ALL },
  ],
  [
    "one caller's address",
    'ALLOW',
    `from: [{ source: { ipBlocks: ["${FIRST}"] } }]`,
    { first: ALL, second: NONE },
  ],
  [
    "all but one caller's address",
    'DENY',
    `from: [{ source: { notIpBlocks: ["${FIRST}"] } }]`,
    { first: ALL, second: NONE },
  ],
  [
    'a range with both callers',
    'ALLOW',
    `from: [{ source: { ipBlocks: ["10.244.0.0/24"] } }]`,
    { first: ALL, second: ALL },
  ],
  [
    'a range with neither caller',
    'ALLOW',
    `from: [{ source: { ipBlocks: ["192.0.2.0/24"] } }]`,
    { first: NONE, second: NONE },
  ],
  [
    "a caller's address as a condition",
    'DENY',
    `when: [{ key: source.ip, values: ["${SECOND}/32"] }]`,
    { first: ALL, second: NONE },
  ],
  [
    'an address seen through proxies',
    'ALLOW',
    `from: [{ source: { remoteIpBlocks: ["${SECOND}"] } }]`,
    { first: NONE, second: ALL },
  ],
];

/** macOS has 127.0.0.1 only. */
const MODES = process.platform === 'linux' ? ['own', 'shared'] : ['shared'];

describe.each(MODES)('a policy, where pods have %s addresses,', (addresses) => {
  const folder = mkdtempSync(join(tmpdir(), 'addr-'));
  let environment: LiveEnvironment;

  beforeAll(async () => {
    const authority = await openAuthority(folder);
    environment = {
      pool: envoyPool((await findEnvoy()).path, folder),
      addresses: await openAddressPlan(folder, {}, addresses),
      authority,
      identities: openIdentities({ authority, onError: () => {} }),
    };
  });
  afterAll(async () => {
    await environment?.pool.stop();
    environment?.addresses.close();
    environment?.identities.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(CASES)('on %s: %s', async (_name, action, rule, outcomes) => {
    await withMesh(policy(action, rule), async (live) => {
      for (const [caller, expected] of Object.entries(outcomes)) {
        const got = [];
        for (const port of PORTS) got.push(await callServer(live, caller, port));
        expect(got, caller).toEqual(expected);
      }
    });
  });

  // Without a certificate, nothing but its address says who it is.
  if (addresses === 'own') {
    it('on an address knows a caller without a sidecar, too', async () => {
      const rule = `from: [{ source: { ipBlocks: ["10.244.0.4"] } }]`;
      await withMesh(policy('DENY', rule), async (live) => {
        expect(await callServer(live, 'outsider', 8080)).toBe(403);
        expect(await callServer(live, 'first', 8080)).toBe(200);
      });
    });

    it('on an address knows a caller that leaves its sidecar out, too', async () => {
      const rule = `from: [{ source: { ipBlocks: ["10.244.0.5"] } }]`;
      await withMesh(policy('DENY', rule), async (live) => {
        expect(await callServer(live, 'beside', 8080)).toBe(403);
        expect(await callServer(live, 'first', 8080)).toBe(200);
      });
    });
  }

  it('is told by the log which port was asked for', async () => {
    await withMesh('', async (live) => {
      expect(await callServer(live, 'first', 80)).toBe(200);
      const { accessLogPath, inbound } = live.pods.get('shop/server-0')?.placement ?? {};
      const address = `${inbound?.get(80)?.address}:80`;
      await expect.poll(() => readFileSync(accessLogPath ?? '', 'utf8')).toContain(address);
    });
  });

  it("holds for a headless Service's pods, by the name of all and of one", async () => {
    const rule = `from: [{ source: { principals: ["cluster.local/ns/shop/sa/first"] } }]`;
    await withMesh(`${HEADLESS}${policy('ALLOW', rule).replaceAll('server', 'member')}`, async (live) => {
      for (const host of ['members.shop:5432', 'member-1.members.shop:5432']) {
        expect(await sayHello(live, 'first', host), host).toMatchObject({
          bytes: expect.stringContaining('shop/member-'),
        });
        expect(await sayHello(live, 'second', host), host).toEqual({ closed: expect.any(String) });
      }
      const one = await sayHello(live, 'first', 'member-1.members.shop:5432');
      expect(one).toMatchObject({ bytes: expect.stringContaining('shop/member-1:5432') });
    });
  });

  async function withMesh(more: string, ask: (live: LiveMesh) => Promise<void>): Promise<void> {
    const { resources } = parseResources(`${MESH}${more}`);
    const live = await startLiveMesh(resources, new Map(), environment);
    try {
      await ask(live);
    } finally {
      await live.stop();
    }
  }
});

/** The status of a request that a pod's application sends to a port of the server's Service. */
async function callServer(live: LiveMesh, caller: string, port: number): Promise<number> {
  const host = `server.shop:${port}`;
  const answer = await sendProbe({
    ...{ protocol: 'http', method: 'GET', path: '/', headers: {}, host },
    ...placeOf(live, caller, host),
  });
  if (!('status' in answer)) throw new Error(`${caller} to ${host}: ${JSON.stringify(answer)}`);
  return answer.status;
}

/** Bytes that are no HTTP, to a Service's port as a pod's application would send them. */
function sayHello(live: LiveMesh, caller: string, host: string): Promise<WireAnswer> {
  return sendProbe({
    ...{ protocol: 'tcp', method: '', path: '', headers: {}, host },
    ...placeOf(live, caller, host),
  });
}

function placeOf(live: LiveMesh, caller: string, host: string): { to: SocketAddress; from?: string } {
  const own = live.pods.get(`shop/${caller}-0`);
  if (!own) throw new Error(`there is no ${caller}`);
  const server = live.pods.get('shop/server-0');
  const direct = (_: unknown, port: number) =>
    [server?.placement.inbound.get(port === 8080 ? 3000 : port)].filter((at) => at !== undefined);
  const map = captureMap(live.mesh, own.pod, own.placement, direct);
  const [place = ''] = map.connect[host] ?? [];
  return { to: parseAddress(place), ...(map.source && { from: map.source }) };
}
