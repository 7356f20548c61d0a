import type { MeshClient } from '@lab/mesh-client';
import type { Span } from '@lab/observe';
import { expect, it, vi } from 'vitest';
import { traceOf, traceWith, versionIn } from './trace.ts';

const signal = new AbortController().signal;
const span = (service: string, source: Span['source'], version: string) =>
  ({ service, source, version, startMicros: 1, durationMicros: 1 }) as Span;
const frontend = span('frontend', 'app', 'stable');
const ml = span('ml', 'app', 'canary');

function meshWith(traces: Readonly<Record<string, readonly Span[]>>) {
  const mesh = {
    arrivalMs: 1,
    traceIds: async (prefix: string) => Object.keys(traces).filter((id) => id.startsWith(prefix)),
    spans: async (id: string) => traces[id] ?? [],
  };
  return { mesh: mesh as unknown as MeshClient, signal };
}

it('finds a trace by the first digits of its ID', async () => {
  const asked = meshWith({ abc123: [frontend], def456: [ml] });
  expect(await traceOf(asked, 'def')).toEqual([ml]);
  expect(await traceOf(asked, 'nope')).toEqual([]);
  expect(await traceOf(asked, '')).toEqual([]);
});

it('waits for the service whose spans come last', async () => {
  const { mesh } = meshWith({});
  const spans = vi.fn().mockResolvedValueOnce([frontend]).mockResolvedValue([frontend, ml]);
  expect(await traceWith({ mesh: { ...mesh, spans }, signal }, 'abc', 'ml')).toEqual([frontend, ml]);
});

it('knows the version by what the application reports, and not its proxy', () => {
  const spans = [span('ml', 'sidecar', 'unknown'), ml];
  expect(versionIn(spans, 'ml')).toBe('canary');
  expect(versionIn(spans, 'backend')).toBeUndefined();
});
