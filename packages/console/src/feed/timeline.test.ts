import type { MeshPod } from '@lab/mesh-client';
import { expect, it } from 'vitest';
import { createTimeline } from './timeline.ts';

const pod = (name: string, more: Partial<MeshPod> = {}): MeshPod => ({
  ...{ name, namespace: 'shop', workload: name, labels: {}, proxy: 'sidecar', ready: true, draining: false },
  ...more,
});
const NONE = new Map<string, readonly string[]>();
const texts = (entries: readonly { readonly kind: string; readonly text: string }[]) =>
  entries.map(({ kind, text }) => `${kind}: ${text}`);

it('has edits, restarts and what was not applied, and nothing of progress', () => {
  const timeline = createTimeline(() => 5);
  timeline.tell({ type: 'progress', text: 'reading' });
  timeline.tell({ type: 'applied', files: ['k8s/a.yaml'], milliseconds: 35.4 });
  timeline.tell({ type: 'applied', files: ['apps/ml/main.ts'], milliseconds: 800, workloads: ['ml-stable'] });
  const finding = { code: 'LAB0301', severity: 'error', message: 'the secret' } as const;
  timeline.tell({ type: 'findings', findings: [finding as never], inForce: false });
  timeline.tell({ type: 'findings', findings: [finding as never], inForce: true });
  expect(texts(timeline.entries())).toEqual([
    'edit: live after 35 ms',
    'restart: live after 800 ms: restarted ml-stable',
    'rejected: not applied: LAB0301',
  ]);
  expect(timeline.entries().map(({ id, at }) => [id, at])).toEqual([
    [1, 5],
    [2, 5],
    [3, 5],
  ]);
});

it('has what becomes of pods, and nothing of those that were there before', () => {
  const timeline = createTimeline();
  expect(timeline.see([pod('a'), pod('b')], NONE)).toEqual([]);
  const application = { phase: 'running', restarts: 1, lastExit: 'exit 3' } as const;
  expect(texts(timeline.see([pod('a', { ready: false, application }), pod('c')], NONE))).toEqual([
    'pod: shop/b has ended',
    'restart: shop/a application restarted after exit 3',
    'pod: shop/a is not ready',
    'pod: shop/c has started',
  ]);
});

it('has pods that are replaced by others of their name, while both are there and after', () => {
  const timeline = createTimeline();
  const [old, draining] = [
    { ...pod('a'), generation: 0 },
    { ...pod('a', { draining: true }), generation: 0 },
  ];
  const fresh = (ready: boolean) => ({ ...pod('a', { ready }), generation: 1 });
  timeline.see([old], NONE);
  expect(texts(timeline.see([fresh(false), old], NONE))).toEqual([
    'restart: shop/a is replaced by a new pod',
  ]);
  expect(texts(timeline.see([fresh(true), draining], NONE))).toEqual(['pod: shop/a is ready']);
  expect(timeline.see([fresh(true)], NONE)).toEqual([]);
});

it('names the resources that have changed, but not while that would tell the cause of an incident', () => {
  const timeline = createTimeline();
  const change = { type: 'changed' as const, names: ['VirtualService shop/a'], before: [], after: [] };
  expect(timeline.tell(change)).toMatchObject([{ text: 'changed in the cluster', files: change.names }]);
  const [entry] = timeline.tell({ ...change, muted: () => '12-beta-users' });
  expect(entry?.text).toBe(
    'changed in the cluster: the names are muted while the incident 12-beta-users is open',
  );
  expect(JSON.stringify(entry)).not.toContain('VirtualService');
});

it('has ejections and their end', () => {
  const timeline = createTimeline();
  timeline.see([pod('a')], NONE);
  const out = timeline.see([pod('a')], new Map([['shop/a', ['shop/cart']]]));
  expect(texts(out)).toEqual(['ejection: shop/a is ejected by the proxies of shop/cart']);
  expect(texts(timeline.see([pod('a')], NONE))).toEqual(['ejection: shop/a takes requests again']);
});

it('keeps so many, however many come', () => {
  const timeline = createTimeline(Date.now, 50);
  for (let count = 0; count < 1_000; count += 1)
    timeline.tell({ type: 'applied', files: [], milliseconds: count });
  expect(timeline.entries()).toHaveLength(50);
  expect(timeline.entries().at(-1)?.id).toBe(1_000);
});
