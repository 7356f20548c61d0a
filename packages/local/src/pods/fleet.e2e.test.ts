import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEnvoy } from '@lab/envoy';
import { buildMesh, parseResources } from '@lab/istio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AddressPlan } from '../addresses/address-plan.ts';
import { openAddressPlan } from '../addresses/open-address-plan.ts';
import { openAuthority } from '../certificates/certificate-authority.ts';
import { type Identities, openIdentities } from '../certificates/identities.ts';
import { systemClock } from '../clock.ts';
import { standIns } from '../stand-ins/stand-ins.ts';
import type { ContainerPlan } from '../workloads/plan-container.ts';
import { Fleet } from './fleet.ts';
import { processStarters } from './process-starters.ts';

/** The server lets pod `caller-0` in by its address, and nobody else. */
const MESH = buildMesh(
  parseResources(`
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
apiVersion: v1
kind: Service
metadata: { name: server, namespace: shop }
spec: { selector: { app: server }, ports: [{ name: http, port: 8080 }] }
---
${deployment('server')}
---
${deployment('caller')}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: rules, namespace: shop }
spec:
  selector: { matchLabels: { app: server } }
  rules: [{ from: [{ source: { ipBlocks: ["10.244.0.2"] } }] }]
`).resources,
);

function deployment(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { serviceAccountName: ${name}, containers: [{ name: app, image: app, ports: [{ containerPort: 8080 }] }] }`;
}

const SERVER = `require('node:http').createServer((_, response) => response.end('ok')).listen(8080);`;

/** Says it is ready once the server has answered; writes down the first answer of a pod that the server sent. */
const CALLER = `
const answered = (async () => {
  for (;;) {
    const status = await fetch('http://server.shop:8080/').then((answer) => answer.status, () => 0);
    if (status !== 0 && status !== 503) {
      require('node:fs').appendFileSync(process.env.ANSWERS, status + '\\n');
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
})();
require('node:http').createServer((_, response) => answered.then(() => response.end())).listen(8080);
`;

// Where all pods have one address in common, identities say who calls.
describe.runIf(process.platform === 'linux')('a pod with an address of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-'));
  const answers = join(folder, 'answers');
  let addresses: AddressPlan;
  let identities: Identities;
  let fleet: Fleet;

  beforeAll(async () => {
    addresses = await openAddressPlan(folder, {}, 'own');
    const authority = await openAuthority(folder);
    identities = openIdentities({ authority, onError: () => {} });
    const environment = {
      ...{ starters: processStarters(standIns(join(folder, 'stand-ins.log'))), clock: systemClock },
      applicationEnv: {},
      ...{ envoyBinary: (await findEnvoy()).path, identities, addresses, podsDir: join(folder, 'pods') },
      ...{ logsDir: join(folder, 'logs'), socketDir: folder },
      ...{ publicPort: () => undefined, onProcess: () => {} },
    };
    const plans = new Map([
      ['shop/server-0', plan('server.cjs', SERVER)],
      ['shop/caller-0', plan('caller.cjs', CALLER)],
    ]);
    const options = { environment, resolveProvided: () => undefined, onChange: () => {}, onError: () => {} };
    fleet = new Fleet(options, { mesh: MESH, plans, guarded: false });
  });
  afterAll(async () => {
    await fleet?.stop();
    addresses?.close();
    identities?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is known to policies from its first call, also when it takes the place of another', async () => {
    expect(await fleet.startMissing()).toEqual([]);
    await fleet.restart('caller');
    await fleet.restart('caller');
    expect(readFileSync(answers, 'utf8').trim().split('\n')).toEqual(['200', '200', '200']);
  });

  it('gives its addresses back when it ends', async () => {
    const before = sources();
    await fleet.restart('server');
    await fleet.restart('server');
    expect(sources()).toEqual(before);
  });

  function sources() {
    return fleet.instances.map((instance) => instance.status().addresses.source).sort();
  }

  function plan(name: string, program: string): ContainerPlan {
    writeFileSync(join(folder, name), program);
    return {
      image: 'app',
      command: { words: [['node'], [name]], cwd: folder, isNode: true },
      env: { ANSWERS: answers },
      probes: { readiness: { httpGet: { port: 8080 }, periodSeconds: 1, timeoutSeconds: 5 } },
      portNames: {},
      graceMs: 1_000,
      metadata: { labels: {}, annotations: {} },
    };
  }
});
