import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { askPrometheus } from './cluster-addons.ts';

test('says how the connection to Prometheus failed', async () => {
  const service = { name: 'prometheus', namespace: 'observability', port: 9090 };
  // As a port-forward whose pod goes away: it takes the connection and ends it.
  const server = createServer((request) => request.socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(askPrometheus(service, async () => port, 'up')).rejects.toMatchObject({
    code: 'PROMETHEUS',
    message: 'Prometheus does not respond: other side closed',
  });
  await new Promise((resolve) => server.close(resolve));
  await expect(askPrometheus(service, async () => port, 'up')).rejects.toMatchObject({
    message: `Prometheus does not respond: connect ECONNREFUSED 127.0.0.1:${port}`,
  });
});
