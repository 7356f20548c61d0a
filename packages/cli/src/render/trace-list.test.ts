import type { TraceSummary } from '@lab/mesh-client';
import { expect, it } from 'vitest';
import { traceList } from './trace-list.ts';

const plain = (_style: unknown, text: string) => text;

it('is a table of traces, with a mark for one that failed', () => {
  const trace: TraceSummary = {
    traceId: 'a'.repeat(32),
    startedAt: '2026-11-28T12:00:00.000Z',
    root: 'gateway POST frontend.localhost/api',
    status: 200,
    failed: true,
    durationMs: 2.5,
    spans: 2,
  };
  const rows = traceList([trace], plain).split('\n');
  expect(rows[0]).toMatch(/^trace +time +root +status +ms +spans$/);
  expect(rows[1]).toMatch(/^a{32} +\d\d:\d\d:\d\d +gateway POST frontend\.localhost\/api +✗ 200 +2\.5 +2$/);
});
