import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { labStatistics } from './lab-statistics.ts';

const folder = mkdtempSync(join(tmpdir(), 'statistics-'));
const adminSocket = join(folder, 'admin.sock');
const asked: string[] = [];
const envoy = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.end('cluster.a.upstream_rq_total: 12\n');
});
afterAll(() => {
  envoy.close();
  rmSync(folder, { recursive: true });
});

test('asks the proxy of the pod that is named, and refuses another', async () => {
  await new Promise<void>((resolve) => envoy.listen(adminSocket, resolve));
  const pods = [{ namespace: 'frontend', name: 'frontend-1', sidecar: { adminSocket } }] as never;
  const found = await labStatistics(pods, 'frontend/frontend-1', 'upstream_rq_total');
  expect([...found]).toEqual([['cluster.a.upstream_rq_total', 12]]);
  expect(asked).toEqual(['/stats?filter=upstream_rq_total']);
  await expect(labStatistics(pods, 'frontend/nosuch', '')).rejects.toThrow('no pod with a proxy');
});
