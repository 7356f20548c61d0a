import type { Kubectl } from '@lab/cluster';
import { expect, test } from 'vitest';
import { clusterStatistics } from './cluster-statistics.ts';

test('asks the agent of the proxy, and reads an answer that comes in parts', async () => {
  const asked: unknown[] = [];
  const exec: Kubectl['exec'] = async (target, command, { onStdout }) => {
    asked.push(target, command);
    for (const part of ['cluster.a.upstream_rq', '_total: 12\nserver.state: "x"\n']) onStdout(part);
  };
  const found = await clusterStatistics({ exec }, 'frontend/frontend-1', 'upstream_rq_total$');
  expect([...found]).toEqual([['cluster.a.upstream_rq_total', 12]]);
  expect(asked).toEqual([
    { pod: 'frontend-1', namespace: 'frontend', container: 'istio-proxy' },
    ['pilot-agent', 'request', 'GET', 'stats?filter=upstream_rq_total%24'],
  ]);
});
