import { get } from 'node:http';
import type { LabStatus } from '@lab/local';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { configInForce, connectTimeouts, weightsInForce } from '../support/lab/envoy-config.ts';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import type { TestLab } from '../support/lab/test-lab.ts';

const patience = { timeout: 60_000, interval: 100 };
const frontend = 'base/frontend/routing.yaml';
const backend = 'base/backend/routing.yaml';

/** Admission takes it, and no Envoy does: there is no such command. */
const HEADER = [
  '    headers:\n      request:\n',
  '    headers:\n      request:\n        set: { x-who: "%HOSTNAM%" }\n',
];
/** Envoy's limit is 8,388,608, a rule of the protobuf type. */
const RING = [
  '    loadBalancer:\n      simple: LEAST_REQUEST\n',
  '    loadBalancer: { consistentHash: { httpHeaderName: x-user, ringHash: { minimumRingSize: 10000000 } } }\n',
];
const KEYS = `
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata:
  name: keys
  namespace: backend
spec:
  jwtRules:
  - issuer: test
    jwks: '{"keys":[{"kty":"RSA","n":"!!","e":"AQAB"}]}'
`;

describe('what an Envoy rejects', () => {
  let lab: TestLab;
  let originals: ReadonlyMap<string, string>;
  beforeAll(async () => {
    lab = await openSharedLab();
    originals = new Map([frontend, backend].map((file) => [file, lab.manifests.read(file)]));
  });
  afterEach(async () => {
    mend();
    await expect.poll(found, patience).toEqual([]);
    await expect.poll(() => timeouts('|stable|frontend-service.'), patience).toEqual(['10s']);
  });
  afterAll(() => lab?.close());

  const mend = () => {
    for (const [file, text] of originals ?? []) lab.manifests.write(file, text);
  };
  const replace = (file: string, [from, to]: readonly string[]) =>
    lab.manifests.replace(file, from ?? '', to ?? '');
  const found = async () => (await lab.status()).findings.map(({ code }) => code);
  const rejection = async (): Promise<LabStatus['findings'][number] | undefined> => {
    const [finding, ...others] = (await lab.status()).findings;
    return others.length === 0 && finding?.code === 'LAB0207' ? finding : undefined;
  };
  const lineOf = (file: string, text: string) =>
    lab.manifests
      .read(file)
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1;
  const pod = async (name: string) => {
    const one = (await lab.pods()).find((candidate) => candidate.name.startsWith(name));
    if (!one) throw new Error(`no pod ${name}`);
    return one;
  };
  const gateway = () => pod('istio-ingressgateway');
  const timeouts = async (name: string) => connectTimeouts(await gateway(), name);
  const send = () =>
    new Promise<number | undefined>((resolve, reject) => {
      const place = { host: '127.0.0.1', port: lab.gatewayPort, agent: false };
      get({ ...place, headers: { host: 'frontend.localhost' } }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      }).on('error', reject);
    });
  const sendMany = () => Promise.all(Array.from({ length: 20 }, send));
  const all = (answer: number) => Array.from({ length: 20 }, () => answer);

  it('of its routes stays at its last version, and the rest of the edit is live', async () => {
    replace(backend, ['weight: 80', 'weight: 30']);
    lab.manifests.replace(backend, 'weight: 20', 'weight: 70');
    replace(frontend, HEADER);
    lab.manifests.replace(frontend, 'weight: 90', 'weight: 40');
    lab.manifests.replace(frontend, 'weight: 10\n', 'weight: 60\n');
    lab.manifests.replace(
      frontend,
      '  host: frontend-service\n  subsets:',
      '  host: frontend-service\n  trafficPolicy: { connectionPool: { tcp: { connectTimeout: 7s } } }\n  subsets:',
    );
    await expect.poll(rejection, patience).toMatchObject({
      message: expect.stringMatching(
        /^the Envoy of istio-system\/istio-ingress\S* rejects route configuration http\.8080: .*HOSTNAM$/,
      ),
      resource: 'VirtualService frontend/frontend-vs',
      location: { file: expect.stringContaining(frontend), line: lineOf(frontend, 'HOSTNAM') },
      outcome: expect.stringMatching(/^in effect: the previous version of http\.8080 stays active$/),
    });
    // The other proxies, and the other resources of this one.
    await expect
      .poll(async () => weightsInForce(await pod('frontend'), 'backend-vs'), patience)
      .toEqual([{ stable: 30, canary: 70 }]);
    await expect.poll(() => timeouts('|stable|frontend-service.'), patience).toEqual(['7s']);
    expect(await weightsInForce(await gateway(), 'frontend-vs')).toEqual([{ stable: 90, canary: 10 }]);
    expect(await sendMany()).toEqual(all(200));

    const { stdout } = await lab.run('status');
    expect(stdout).toMatch(/routing\.yaml:\d+:\d+ error LAB0207 .*\n {2}in effect: the previous version/);
    expect((await lab.run('logs', 'lab')).stdout).toContain(
      'error LAB0207 the Envoy of istio-system/istio-ingress',
    );

    const analyzed = await lab.run('analyze', '--manifests', lab.manifests.folder, '--json');
    expect({ code: analyzed.code, findings: JSON.parse(analyzed.stdout) }).toEqual({
      code: 1,
      findings: [await rejection()],
    });

    // Another change is applied, and names it still.
    const { code, stdout: told } = await lab.run('up', '--with', 'mirroring');
    expect({ code, told }).toEqual({ code: 0, told: expect.stringMatching(/LAB0207[\s\S]*live after/) });
    expect((await lab.run('up', '--without', 'mirroring')).code).toBe(0);
    expect(await rejection()).toBeDefined();

    lab.manifests.replace(frontend, '%HOSTNAM%', '%HOSTNAME%');
    await expect.poll(found, patience).toEqual([]);
    expect(await weightsInForce(await gateway(), 'frontend-vs')).toEqual([{ stable: 40, canary: 60 }]);
  });

  it('may be a whole update of its clusters, which comes when it is mended', async () => {
    replace(backend, RING);
    lab.manifests.replace(frontend, 'weight: 90', 'weight: 40');
    lab.manifests.replace(frontend, 'weight: 10\n', 'weight: 60\n');
    lab.manifests.replace(
      frontend,
      '  host: frontend-service\n  subsets:',
      '  host: frontend-service\n  trafficPolicy: { connectionPool: { tcp: { connectTimeout: 7s } } }\n  subsets:',
    );
    await expect.poll(rejection, patience).toMatchObject({
      message: expect.stringMatching(
        /^the Envoys of .* reject a whole update of Envoy clusters because of outbound\|8080\|.*MinimumRingSize/,
      ),
      resource: 'DestinationRule backend/backend-dr',
      location: { file: expect.stringContaining(backend), line: lineOf(backend, 'minimumRingSize') },
      outcome: expect.stringMatching(
        /^in effect: the previous version of outbound\|.* and others stays active$/,
      ),
    });
    await expect
      .poll(async () => weightsInForce(await gateway(), 'frontend-vs'), patience)
      .toEqual([{ stable: 40, canary: 60 }]);
    expect(await timeouts('|stable|frontend-service.')).toEqual(['10s']);
    expect(await sendMany()).toEqual(all(200));

    lab.manifests.write(backend, originals.get(backend) ?? '');
    await expect.poll(found, patience).toEqual([]);
    expect(await timeouts('|stable|frontend-service.')).toEqual(['7s']);
  });

  it('of its listeners stays at its last version in each proxy that has it', async () => {
    lab.manifests.write(backend, (originals.get(backend) ?? '') + KEYS);
    await expect.poll(rejection, patience).toMatchObject({
      message: expect.stringMatching(
        /^the Envoys of backend\/backend-canary-0, .* reject listener virtualInbound\S*: .*jwks/,
      ),
      resource: 'RequestAuthentication backend/keys',
      location: { line: lineOf(backend, 'jwks:') },
      outcome: expect.stringMatching(/^in effect: the previous version of virtualInbound\S* stays active$/),
    });
    expect(await sendMany()).toEqual(all(200));
    // A pod that starts now has no last version.
    const restarted = await lab.run('restart', 'backend-canary');
    expect(restarted.code, restarted.stdout + restarted.stderr).toBe(0);
    const outcomes = (await lab.status()).findings.map(({ outcome }) => outcome).toSorted();
    expect(outcomes).toEqual([
      expect.stringMatching(
        /^in effect: listener virtualInbound\S* is absent, and connections to it are refused$/,
      ),
      expect.stringMatching(/^in effect: the previous version of virtualInbound\S* stays active$/),
    ]);
    expect((await lab.pods()).every(({ ready }) => ready)).toBe(true);
  });

  it('changes nothing under a guard', async () => {
    expect((await lab.run('up', '--guard')).code).toBe(0);
    const before = await configInForce(await gateway());
    replace(frontend, HEADER);
    await expect.poll(rejection, patience).toMatchObject({ location: { line: lineOf(frontend, 'HOSTNAM') } });
    expect((await rejection())?.outcome).toBeUndefined();
    expect(routesOf(await configInForce(await gateway()))).toEqual(routesOf(before));
    expect((await lab.run('logs', 'lab')).stdout).toContain(
      '1 error: not applied; the previous configuration is still active',
    );
    // What is rejected cannot be put under a guard either.
    expect((await lab.run('up', '--no-guard')).code).toBe(0);
    expect(await rejection()).toMatchObject({ outcome: expect.stringContaining('in effect') });
    expect(await lab.run('up', '--guard')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('not applied'),
    });
  });
});

/** Without the times and versions of updates, which a rejected one and its roll-back change. */
function routesOf(config: Awaited<ReturnType<typeof configInForce>>): unknown {
  return JSON.parse(JSON.stringify(config), (key, value) =>
    ['last_updated', 'version_info', 'error_state'].includes(key) ? undefined : value,
  );
}
