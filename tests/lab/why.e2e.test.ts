/** `./lab why`: failures that running Envoys really answer with, each with the cause that was planted. */
import type { Diagnosis } from '@lab/evidence';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { startTestLab, type TestLab } from '../support/lab/test-lab.ts';

const patience = { timeout: 60_000, interval: 200 };
const routing = 'base/frontend/routing.yaml';

describe('why', () => {
  let lab: TestLab;
  let original: string;
  beforeAll(async () => {
    lab = await startTestLab();
    original = lab.manifests.read(routing);
  });
  afterEach(async () => {
    lab?.manifests.write(routing, original);
    await expect.poll(async () => (await lab.status()).findings, patience).toEqual([]);
  });
  afterAll(() => lab?.close());

  const call = (...args: string[]) => lab.run('call', '-n', '1', ...args);
  const why = async () => lab.json<Diagnosis>('why', '--since', '1m');
  /** Envoy writes its access logs every tenth of a second. */
  const cause = async (code: string) => {
    await expect.poll(async () => (await why())?.causes.map((one) => one.code), patience).toContain(code);
    const { causes, ...request } = await why();
    return { ...request, ...causes.find((one) => one.code === code) };
  };

  it('names a host that the gateway has no route for', async () => {
    await call('--host', 'nosuch.localhost', '--path', '/why');
    expect(await cause('NO_ROUTE')).toMatchObject({
      certainty: 'certain',
      hops: ['istio-system/istio-ingressgateway-0'],
      sentence: expect.stringMatching(/has no virtual host for nosuch\.localhost/),
      lines: [
        {
          source: 'access log of istio-system/istio-ingressgateway-0',
          text: expect.stringContaining('404 NR'),
        },
      ],
    });
  });

  it('names the policy that allows nothing of a request, and the identity that was seen', async () => {
    await call('--from', 'ml-stable', 'http://backend-service.backend:8080/classify');
    const found = await cause('NO_ALLOW_RULE');
    expect(found).toMatchObject({
      certainty: 'certain',
      sentence: expect.stringContaining("The caller's identity is spiffe://cluster.local/ns/ml/sa/ml."),
      hops: [expect.stringMatching(/^ml\/ml-stable/), expect.stringMatching(/^backend\/backend-/)],
    });
    expect(found.lines?.map(({ text }) => text).join('\n')).toMatch(
      /AuthorizationPolicy backend\/\S+ does not allow it \(.*authorization\/backend\.yaml:\d+\)/,
    );
  });

  it('names plaintext to a workload that accepts only mutual TLS', async () => {
    await call('--from', 'outside', 'http://backend-service.backend:8080/classify');
    const found = await cause('PLAINTEXT_TO_STRICT');
    expect(found).toMatchObject({ certainty: 'certain', sentence: expect.stringContaining('was plaintext') });
    expect(found.lines?.map(({ text }) => text).join('\n')).toMatch(
      /filter_chain_not_found[\s\S]*has mode STRICT \(.*strict-mtls.*:\d+\)/,
    );
  });

  it('names the subset that no DestinationRule defines, with the line of the route', async () => {
    lab.manifests.replace(routing, 'subset: canary', 'subset: nightly');
    await expect
      .poll(async () => (await lab.status()).findings.map(({ code }) => code), patience)
      .toContain('IST0101');
    await call('--canary', '--path', '/why');
    const found = await cause('SUBSET_NOT_FOUND');
    expect(found).toMatchObject({ certainty: 'certain', sentence: expect.stringContaining('nightly') });
    expect(JSON.stringify([found.lines, found.next])).toMatch(/routing\.yaml:\d+/);
  });

  it('names an abort that a VirtualService injects', async () => {
    await lab.run('up', '--with', 'fault-injection');
    await lab.run('call', '-n', '60');
    const found = await cause('FAULT_INJECTED');
    expect(found).toMatchObject({
      certainty: 'certain',
      hops: [
        'istio-system/istio-ingressgateway-0',
        expect.stringMatching(/^frontend\//),
        expect.stringMatching(/^frontend\//),
        expect.stringMatching(/^backend\//),
        expect.stringMatching(/^backend\//),
      ],
    });
    expect(JSON.stringify(found.lines)).toContain('FI');
    await lab.run('up', '--without', 'fault-injection');
  });

  it("names an application's own error, with the line of its log", async () => {
    await lab.run('up', '--with', 'sick-replica');
    await lab.run('call', '-n', '100', '-c', '1');
    const found = await cause('APPLICATION_ERROR');
    expect(found).toMatchObject({
      certainty: 'certain',
      sentence: 'The application of backend/backend-sick-0 answered 500 itself.',
    });
    expect(found.lines).toContainEqual({
      source: 'log of backend/backend-sick-0',
      text: expect.stringContaining('"status":500'),
    });
    await lab.run('up', '--without', 'sick-replica');
  });

  it('names the timeout of a route, where the application is slow', async () => {
    const on = await lab.run('up', '--with', 'slow-backend,retries-timeouts');
    expect(on.code, on.stdout + on.stderr).toBe(0);
    const called = await call();
    expect(called.stdout).toContain('0 of 1 answered');
    const found = await cause('ROUTE_TIMEOUT');
    expect(found.certainty).toBe('certain');
    expect(JSON.stringify(found.lines)).toMatch(/retries-timeouts.*:\d+|routing\.yaml:\d+/);
    await lab.run('up', '--without', 'slow-backend,retries-timeouts');
  });

  it('prints sentences, the evidence and what to do next', async () => {
    await call('--host', 'nosuch.localhost', '--path', '/why');
    await cause('NO_ROUTE');
    const { code, stdout } = await lab.run('why');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^404 NR route_not_found GET nosuch\.localhost[\s\S]*\npath: istio-system\/istio-ingressgateway-0\n[\s\S]*\ncertain {2}NO_ROUTE {2}.*\n {2}access log of /,
    );
    expect(stdout).toMatch(/\n {2}next: /);
  });

  it('refuses what is no ID, and says where nothing is called that', async () => {
    expect(await lab.run('why', 'zebra')).toMatchObject({ code: 2 });
    const { code, stdout } = await lab.run('why', 'ffffffffffff');
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringContaining('No request that failed has an ID that starts with ffffffffffff'),
    });
  });
});
