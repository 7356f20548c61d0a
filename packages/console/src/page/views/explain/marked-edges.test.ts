import type { journey } from '@lab/istio';
import { expect, test } from 'vitest';
import type { MeshNode, MeshPicture } from '../../../protocol.ts';
import { markedEdges } from './marked-edges.ts';

const node = (name: string): MeshNode => ({
  ...{ id: `${name}/${name}`, kind: 'service', name, namespace: name, tier: 0, hosts: [] },
  versions: ['stable', 'canary'].map((version) => ({
    version,
    workloads: [`${name}/${name}-${version}`],
    pods: [],
  })),
});
const edge = (from: string, to: string) => ({
  ...{
    id: `${from}/${from}>${to}/${to}`,
    from: `${from}/${from}`,
    to: `${to}/${to}`,
    reasons: [],
    badges: [],
  },
});
const mesh: MeshPicture = {
  nodes: ['frontend', 'backend', 'ml'].map(node),
  edges: [edge('frontend', 'backend'), edge('backend', 'ml')],
};
const hop = (from: string, workloads: string[], failure?: journey.Failure) =>
  ({
    ...{
      hop: 1,
      callers: [`${from}/${from}-stable`],
      proxy: { workload: `${from}/${from}-stable`, kind: 'sidecar' },
    },
    ...{
      destinations: [],
      ends: [{ share: 1, by: 'application', flags: [], workloads, ...(failure && { failure }) }],
    },
  }) as unknown as journey.Hop;

test('marks the edges that a request takes, and where it fails', () => {
  const marks = markedEdges(mesh, [
    hop('frontend', ['backend/backend-stable', 'backend/backend-canary']),
    hop('backend', ['ml/ml-stable'], { kind: 'rbac-denied' }),
  ]);
  expect([...marks]).toEqual([
    ['frontend/frontend>backend/backend', 'active'],
    ['backend/backend>ml/ml', 'failing'],
  ]);
});

test('what the picture does not have is not marked', () => {
  expect(markedEdges(mesh, [hop('frontend', ['ml/ml-stable', 'other/other'])]).size).toBe(0);
});

test('marks the edge alone where it fails, whatever else goes over it', () => {
  const both = { ...mesh, edges: [edge('frontend', 'backend'), edge('frontend', 'ml')] };
  const parts = (failure?: journey.Failure) => ({
    ...hop('frontend', []),
    ends: [
      { share: 0.5, by: 'application', flags: [], workloads: ['backend/backend-stable'] },
      { share: 0.5, by: 'server-proxy', flags: [], workloads: ['ml/ml-stable'], ...(failure && { failure }) },
    ],
  });
  const marks = markedEdges(both, [parts({ kind: 'rbac-denied' } as journey.Failure), parts()] as never);
  expect([...marks]).toEqual([
    ['frontend/frontend>backend/backend', 'active'],
    ['frontend/frontend>ml/ml', 'failing'],
  ]);
});
