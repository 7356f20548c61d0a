import type { Span } from '@lab/observe';
import { expect, it } from 'vitest';
import type { MeshClient } from '../mesh-client.ts';
import { readTrace } from './read-trace.ts';

const traceId = 'a'.repeat(32);
const span = (spanId: string, parentSpanId?: string) =>
  ({
    traceId,
    spanId,
    ...(parentSpanId && { parentSpanId }),
    name: spanId,
    service: 'backend',
    kind: 'server',
    source: 'sidecar',
    startMicros: 1_000,
    durationMicros: 1_000,
    status: 'unset',
    attributes: {},
  }) as Span;

/** A mesh that has these spans of one trace, each time it is asked; and how often it was. */
function meshWith(...answers: readonly (readonly Span[])[]) {
  const asked = { ids: 0, spans: 0 };
  const mesh = {
    arrivalMs: 1,
    traceIds: async () => (++asked.ids >= 2 ? [traceId] : []),
    spans: async () => answers[Math.min(asked.spans++, answers.length - 1)] ?? [],
  } as Partial<MeshClient> as MeshClient;
  return { mesh, asked };
}

const { signal } = new AbortController();

it('waits for a trace that is on its way, and for spans that are missing', async () => {
  const { mesh, asked } = meshWith([span('2', '1')], [span('2', '1'), span('1')]);
  const tree = await readTrace(mesh, 'aaaa', signal);
  expect(asked).toEqual({ ids: 2, spans: 2 });
  expect(tree?.roots.map((root) => root.span.spanId)).toEqual(['1']);
  expect(tree?.orphans).toEqual([]);
});

it('waits for spans that arrive late, as on a busy machine', async () => {
  const root = { ...span('1'), startMicros: Date.now() * 1000 };
  const { mesh } = meshWith([root], [root, span('2', '1')]);
  const tree = await readTrace({ ...mesh, arrivalMs: 100 }, '', signal);
  expect(tree?.roots[0]?.children.map((child) => child.span.spanId)).toEqual(['2']);
});

it('shows a trace whose parent nobody reported all the same', async () => {
  const { mesh, asked } = meshWith([span('2', '1')]);
  const tree = await readTrace(mesh, '', signal);
  expect(tree?.orphans).toHaveLength(1);
  expect(asked.spans).toBe(11);
});

it('ends when it is told to', async () => {
  const { mesh } = meshWith([span('1')]);
  await expect(readTrace(mesh, '', AbortSignal.abort())).rejects.toMatchObject({ code: 'INTERRUPTED' });
});
