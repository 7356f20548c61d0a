import type { Span } from '@lab/observe';
import { expect, it } from 'vitest';
import { summarizeTraces } from './trace-summary.ts';

const at = Date.UTC(2026, 10, 28, 12) * 1_000;

function span(spanId: string, fields: Partial<Span> = {}): Span {
  return {
    ...{
      traceId: 'a'.repeat(32),
      spanId,
      name: spanId,
      service: 'gateway',
      kind: 'server',
      source: 'gateway',
    },
    ...{ startMicros: at, durationMicros: 1_000, status: 'unset', attributes: {} },
    ...fields,
  } as Span;
}

it('sums up a trace by its root, its whole time and its failures', () => {
  const attributes = {
    'http.method': 'POST',
    'http.url': 'http://frontend.localhost/api',
    'http.status_code': '200',
  };
  const spans = [
    span('2', {
      parentSpanId: '1',
      startMicros: at + 500,
      durationMicros: 2_000,
      status: 'error',
      source: 'app',
    }),
    span('1', { attributes }),
  ];
  const newer = [span('3', { startMicros: at + 1_000_000, name: 'GET' })];
  const [first, second] = summarizeTraces([
    ['a'.repeat(32), spans],
    ['b'.repeat(32), newer],
    ['c'.repeat(32), []],
  ]);
  expect(first).toMatchObject({ traceId: 'b'.repeat(32), root: 'gateway GET', failed: false, spans: 1 });
  expect(second).toEqual({
    traceId: 'a'.repeat(32),
    startedAt: '2026-11-28T12:00:00.000Z',
    root: 'gateway POST frontend.localhost/api',
    status: 200,
    failed: true,
    durationMs: 2.5,
    spans: 2,
  });
});
