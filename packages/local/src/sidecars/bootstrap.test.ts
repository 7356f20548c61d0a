import type { Pod } from '@lab/istio';
import { expect, it } from 'vitest';
import { bootstrap } from './bootstrap.ts';

const pod = {
  ...{
    name: 'ml-0',
    namespace: 'ml',
    workload: 'ml',
    serviceAccount: 'ml',
    labels: { app: 'ml' },
    ports: [],
  },
  ...{ ip: '10.244.0.5', proxy: 'sidecar' },
} as unknown as Pod;

const { layeredRuntime, node } = bootstrap({
  pod,
  domain: 'cluster.local',
  adminSocket: '/run/admin',
  xdsSocket: '/run/xds',
});

it('names the node as the injector does', () => {
  expect(node).toMatchObject({ id: 'sidecar~10.244.0.5~ml-0.ml~ml.svc.cluster.local', cluster: 'ml.ml' });
});

it('lets regular expressions be as large as a sidecar of Istio does', () => {
  const layers = layeredRuntime?.layers?.map(({ staticLayer }) => staticLayer);
  expect(layers?.[0]?.['re2.max_program_size.error_level']).toBe(32_768);
});
