import { buildMesh } from '@lab/istio';
import { expect, it } from 'vitest';
import type { ConsoleEvent } from '../server/event-stream.ts';
import type { ConsoleSource } from '../server/source.ts';
import { presentState } from './present-state.ts';
import { createTimeline } from './timeline.ts';

const configuration = { mesh: buildMesh([]), resources: [] };
const source = {
  configuration: async () => configuration,
  pods: async () => [],
  status: async () => ({ status: {} }),
} as unknown as ConsoleSource;

it('draws at most 200 callers and hosts that the configuration does not name', async () => {
  const sent: ConsoleEvent[] = [];
  const state = presentState(source, createTimeline(), (event) => sent.push(event));
  await state.refresh();
  const hosts = Array.from({ length: 300 }, (_, count) => `shop/cart>host-${count}.example`);
  expect(state.see(hosts)).toBe(true);
  await state.refresh();
  const edges = sent.flatMap((event) =>
    event.name === 'mesh' ? [event.data.edges.map(({ id }) => id)] : [],
  );
  expect(edges).toEqual([[], hosts.slice(0, 200)]);
  // Those that are left out are no reason to draw it anew with every look.
  expect(state.see(hosts)).toBe(false);
});

it('tells what has changed, and nothing else', async () => {
  const sent: ConsoleEvent[] = [];
  const state = presentState(source, createTimeline(), (event) => sent.push(event));
  await state.refresh();
  expect(sent.map(({ name }) => name)).toEqual(['mesh', 'status']);
  await state.refresh();
  expect(sent).toHaveLength(2);
});
