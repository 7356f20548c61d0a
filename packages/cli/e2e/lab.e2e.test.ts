import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const main = resolve(root, 'packages/cli/src/main.ts');
/** Not the default one, which a person's own lab may have. */
const GATEWAY_PORT = '18080';

/** Runs one command of the lab. Rejects when it exits with another code than 0. */
async function lab(...args: string[]): Promise<string> {
  const options = { maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], options);
  return stdout;
}

interface Pod {
  readonly name: string;
  readonly ready: boolean;
  readonly ports: { readonly inbound: Readonly<Record<string, number>> };
}

const status = async (): Promise<{ pods: Pod[] }> => JSON.parse(await lab('status', '--json'));

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
  beforeAll(async () => {
    await lab('up', '--detach', '--port', GATEWAY_PORT);
  });
  afterAll(async () => {
    await lab('down');
  });

  it('has every pod of the overlay ready', async () => {
    const { pods } = await status();
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
    const result = await lab('call', '--canary', '-n', '200', '--json');
    for (const tier of ['frontend', 'backend', 'ml']) {
      const shares = JSON.parse(result).tiers.filter(
        ({ service, count }: { service: string; count: number }) => service === tier && count > 0,
      );
      expect(shares).toMatchObject([{ service: tier, version: 'canary', count: 200 }]);
    }
  });

  it('refuses plain HTTP at every sidecar', async () => {
    const { pods } = await status();
    const ports = pods
      .filter(({ name }) => !name.startsWith('istio-ingressgateway'))
      .flatMap((pod) => Object.values(pod.ports.inbound));
    expect(ports.length).toBeGreaterThanOrEqual(7);
    for (const port of ports) expect(await sendPlaintext(port)).toMatch(/^$|^ECONNRESET$/);
  });
});
