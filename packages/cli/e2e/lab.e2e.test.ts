import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallReport } from '../src/render/call-text.ts';
import { startTestLab, type TestLab } from './test-lab.ts';

/** Sends one plain HTTP request; what came back until the connection ended, or the code of its failure. */
function sendPlaintext(port: number): Promise<string> {
  return new Promise((done) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: backend\r\n\r\n'));
    socket.setTimeout(5_000, () => done('no answer'));
    socket.on('data', (chunk) => {
      answer += chunk.toString('utf8');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    socket.on('close', () => done(answer));
  });
}

describe('the lab on this machine', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await startTestLab();
  });
  afterAll(() => lab?.close());

  it('has every pod of the overlay ready', async () => {
    const pods = await lab.pods();
    expect(pods.map(({ name }) => name).sort()).toEqual([
      'backend-canary-0',
      'backend-stable-0',
      'backend-stable-1',
      'frontend-canary-0',
      'frontend-stable-0',
      'istio-ingressgateway-0',
      'ml-canary-0',
      'ml-stable-0',
    ]);
    expect(pods.filter(({ ready }) => !ready)).toEqual([]);
  });

  it('leads 200 of 200 requests with x-canary: true through canary on every tier', async () => {
    const { tiers } = await lab.json<CallReport>('call', '--canary', '-n', '200');
    for (const tier of ['frontend', 'backend', 'ml']) {
      const shares = tiers.filter(({ service, count }) => service === tier && count > 0);
      expect(shares).toMatchObject([{ service: tier, version: 'canary', count: 200 }]);
    }
  });

  it('refuses plain HTTP at every sidecar', async () => {
    const pods = await lab.pods();
    const ports = pods
      .filter(({ name }) => !name.startsWith('istio-ingressgateway'))
      .flatMap((pod) => Object.values(pod.ports.inbound));
    expect(ports.length).toBeGreaterThanOrEqual(7);
    for (const port of ports) expect(await sendPlaintext(port)).toMatch(/^$|^ECONNRESET$/);
  });
});
