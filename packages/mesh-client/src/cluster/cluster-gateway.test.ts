import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Kubectl } from '@lab/cluster';
import { afterEach, expect, test, vi } from 'vitest';
import type { MeshPod } from '../mesh-client.ts';
import { findGateway } from './cluster-gateway.ts';

const cluster = { context: 'kind-lab' } as Kubectl;
const service = { name: 'istio-ingressgateway', namespace: 'istio-system', port: 80 };
const pod: MeshPod = {
  name: 'istio-ingressgateway-1',
  namespace: 'istio-system',
  workload: 'istio-ingressgateway',
  labels: {},
  proxy: 'gateway',
  ready: true,
  draining: false,
};
const status = { pods: [pod] };

let server: Server | undefined;
afterEach(() => server?.close());

async function serve(listener: RequestListener): Promise<number> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return (started.address() as AddressInfo).port;
}

/** What it does with a port of this machine, and whether it has opened a port-forward, whose port is 1. */
async function find(hostPort: number | undefined) {
  const forward = vi.fn(async () => 1);
  const gateway = await findGateway(cluster, service, { status, hostPort, forward });
  return { ...gateway, forwarded: forward.mock.calls.length };
}

test('on kind it is the port of this machine, where a gateway of Istio answers', async () => {
  const hosts: (string | undefined)[] = [];
  const port = await serve((request, response) => {
    hosts.push(request.headers.host);
    response.writeHead(404, { server: 'istio-envoy' }).end();
  });
  expect(await find(port)).toEqual({ port, host: 'frontend.localhost', forwarded: 0 });
  // No application hears of the question.
  expect(hosts).toEqual(['nobody.invalid']);
});

test('elsewhere it is a port-forward', async () => {
  expect(await find(undefined)).toEqual({ port: 1, host: 'frontend.localhost', forwarded: 1 });
});

test.each<[string, RequestListener]>([
  ['nginx answers there', (_, response) => response.writeHead(404, { server: 'nginx' }).end()],
  ['something else answers there', (_, response) => response.end()],
  ['connections to it are closed', (request) => request.socket.destroy()],
])('where %s, it is a port-forward too, with a note', async (problem, listener) => {
  const port = await serve(listener);
  const { note, ...gateway } = await find(port);
  expect(gateway).toEqual({ port: 1, host: 'frontend.localhost', forwarded: 1 });
  expect(note).toContain(
    `Port ${port} of this machine does not lead to the gateway of kind-lab: ${problem}. `,
  );
  expect(note).toContain('./lab kind up');
});

test('where nothing listens, it is a port-forward too, with a note', async () => {
  const port = await serve(() => {});
  await new Promise((resolve) => server?.close(resolve));
  expect(await find(port)).toMatchObject({ port: 1, note: expect.stringContaining('nothing listens there') });
});

test.each([
  ['it has no pod', []],
  ['Unschedulable: 0/3 nodes', [{ ...pod, ready: false, problem: 'Unschedulable: 0/3 nodes' }]],
])('names a gateway that is not ready: %s', async (problem, pods) => {
  const options = { status: { pods }, hostPort: undefined, forward: async () => 1 };
  await expect(findGateway(cluster, service, options)).rejects.toMatchObject({
    code: 'GATEWAY_NOT_READY',
    message: `no pod of the ingress gateway istio-system/istio-ingressgateway is ready: ${problem}`,
  });
});
