import type { KubeObject } from '@lab/cluster';
import { LabError } from '@lab/errors';
import { expect, it } from 'vitest';
import { type ClusterInMemory, clusterInMemory } from '../../testing/cluster-in-memory.ts';
import { clusterChanges } from './cluster-changes.ts';
import { asWritten, keyOf } from './object-key.ts';

const route = (name: string, timeout: string): KubeObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name, namespace: 'shop', annotations: { owner: 'ada' } },
  spec: { hosts: [name], http: [{ timeout }] },
});
const workload = (env: readonly object[] = []): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { template: { spec: { containers: [{ name: 'web', image: 'web:1', env }] } } },
});
const before = [route('a', '1s'), route('b', '1s'), workload()];
const RECORD = 'ConfigMap frontend/istio-the-hard-way-lesson';

/** Each client is another process: only the cluster is the same. */
function changesOf({ cluster, objects }: ClusterInMemory, onChanged = () => {}) {
  const istiod = (async (path: string) => (path === 'configz' ? [...objects.values()] : [])) as never;
  return clusterChanges({ cluster, istiod, onChanged, signal: new AbortController().signal });
}
const state = ({ objects }: ClusterInMemory) => [...objects.values()].map(asWritten);
const apply = async (found: ClusterInMemory, wanted: readonly KubeObject[]) => {
  const change = await changesOf(found).begin(before);
  await change.apply(wanted);
  return change;
};

it('writes what differs, and puts exactly that back for whoever comes later', async () => {
  const found = clusterInMemory(before);
  await apply(found, [route('a', '2s'), workload([{ name: 'X' }]), route('new', '1s')]);
  expect(found.writes).toEqual([
    `create ${RECORD}`,
    'create VirtualService.networking.istio.io shop/new',
    'replace VirtualService.networking.istio.io shop/a',
    'replace Deployment.apps shop/web',
    'delete VirtualService.networking.istio.io shop/b',
  ]);
  await changesOf(found).restore();
  expect(state(found).toSorted((x, y) => keyOf(x).localeCompare(keyOf(y)))).toEqual(
    before.toSorted((x, y) => keyOf(x).localeCompare(keyOf(y))),
  );
});

it('another lesson stands on what was there before the first one', async () => {
  const found = clusterInMemory(before);
  await apply(found, [route('a', '2s'), workload()]);
  const { deployed } = await apply(found, [route('a', '1s'), route('b', '3s'), workload()]);
  expect(deployed).toEqual(before);
  expect(found.objects.get('VirtualService.networking.istio.io shop/a')).toMatchObject({
    spec: { http: [{ timeout: '1s' }] },
    metadata: { annotations: { owner: 'ada' } },
  });
  await changesOf(found).restore();
  expect(state(found)).toHaveLength(before.length);
});

it('writes nothing where nothing is new, also beside what the API server adds', async () => {
  const found = clusterInMemory(before);
  const wanted = [...before, { ...workload(), metadata: { name: 'sick', namespace: 'shop' } }];
  await apply(found, wanted);
  const sick = found.objects.get('Deployment.apps shop/sick') as KubeObject;
  found.objects.set('Deployment.apps shop/sick', {
    ...sick,
    spec: { ...(sick.spec as object), replicas: 1 },
  });
  found.writes.length = 0;
  await apply(found, wanted);
  expect(found.writes).toEqual([]);
  expect((await changesOf(found).begin(before)).deployed).toEqual(before);
});

it('corrects what somebody has changed by hand', async () => {
  const found = clusterInMemory(before);
  await apply(found, [route('a', '2s'), route('b', '1s'), workload()]);
  const key = 'VirtualService.networking.istio.io shop/a';
  const { metadata } = found.objects.get(key) as KubeObject;
  found.objects.set(key, { ...route('a', '9s'), metadata });
  await apply(found, [route('a', '2s'), route('b', '1s'), workload()]);
  expect(found.objects.get(key)).toMatchObject({ spec: { http: [{ timeout: '2s' }] } });
});

it('changes nothing where the API server takes one of the objects not', async () => {
  const found = clusterInMemory(before);
  found.onWrite = (_, object) => {
    if (JSON.stringify(object.spec ?? '').includes('-1s'))
      throw new LabError('REJECTED', 'weights', 'Correct it.');
  };
  const wanted = [route('new', '1s'), route('a', '2s'), route('b', '-1s'), workload()];
  await expect(apply(found, wanted)).rejects.toThrow('weights');
  expect(found.writes).toContain('create VirtualService.networking.istio.io shop/new');
  found.objects.delete(RECORD);
  expect(state(found).toSorted((x, y) => keyOf(x).localeCompare(keyOf(y)))).toEqual(
    before.toSorted((x, y) => keyOf(x).localeCompare(keyOf(y))),
  );
});

it('an object that was there and that nobody asked about comes back as well', async () => {
  const other = route('other', '5s');
  const found = clusterInMemory([...before, other]);
  await apply(found, [...before, route('other', '1s')]);
  await changesOf(found).restore();
  expect(state(found)).toContainEqual(other);
});

it('keeps what was before when it is cut off in between', async () => {
  const found = clusterInMemory(before);
  let writes = 0;
  found.onWrite = (verb) => {
    writes += verb === 'replace' ? 1 : 0;
    if (writes === 1) throw new LabError('API_UNREACHABLE', 'gone', 'Look.');
  };
  await expect(apply(found, [route('a', '2s'), route('b', '1s'), workload()])).rejects.toThrow('gone');
  found.onWrite = () => {};
  expect(found.objects.has(RECORD)).toBe(true);
  await changesOf(found).restore();
  expect(state(found)).toEqual(before);
});

it('of two at the same time the slower one changes nothing, and what was before stays', async () => {
  const found = clusterInMemory(before);
  const slow = await changesOf(found).begin(before);
  await apply(found, [route('a', '2s'), route('b', '1s'), workload()]);
  await expect(slow.apply([route('a', '1s'), route('b', '3s'), workload()])).rejects.toMatchObject({
    code: 'CONFLICT',
  });
  await changesOf(found).restore();
  expect(state(found)).toEqual(before);
});
