import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { runVitest } from './run-vitest.ts';
import { eventLine, parseEvent, type TestEvent } from './test-events.ts';

const root = resolve(import.meta.dirname, '../../../..');

it('tells of every file of a run, by the real vitest', async () => {
  const events: TestEvent[] = [];
  const ok = await runVitest({
    ...{ root, project: 'unit', filter: 'packages/cli/src/test/plan-runs', env: {} },
    ...{ onEvent: (event) => events.push(event), onLine: () => {}, signal: new AbortController().signal },
  });
  expect(ok).toBe(true);
  const file = 'packages/cli/src/test/plan-runs.test.ts';
  const ended = { type: 'file', file, project: 'unit', passed: 7, failed: [], skipped: [], isBroken: false };
  expect(events).toMatchObject([{ type: 'begin', file }, ended, { type: 'end', unhandledErrors: 0 }]);
});

it('takes nothing else on stdout for an event', () => {
  const event: TestEvent = { type: 'begin', file: 'a' };
  expect(parseEvent(eventLine(event))).toEqual(event);
  expect(parseEvent('{"type":"begin","file":"a"}')).toBeUndefined();
});
