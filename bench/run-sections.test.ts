import { expect, test } from 'vitest';
import { NotMeasured } from './not-measured.ts';
import { runSections } from './run-sections.ts';
import type { BenchContext, BenchSection } from './section.ts';

function contextWith(signal: AbortSignal): BenchContext {
  return { root: '/', lab: {} as BenchContext['lab'], minutes: 1, progress: () => {}, signal };
}

const section = (name: string, measure: BenchSection['measure']): BenchSection => ({
  name,
  summary: name,
  measure,
});
const good = section('good', async () => [
  { measure: 'start', unit: 'ms', with: 5, aim: { of: 'with', most: 4 } },
]);
const bad = section('bad', async () => {
  throw new NotMeasured('no pods');
});

test('goes on after a section that could not be measured', async () => {
  const { measurements, failures } = await runSections(
    [bad, good],
    contextWith(new AbortController().signal),
  );
  expect(measurements).toMatchObject([{ section: 'good', with: 5, met: false }]);
  expect(failures).toMatchObject([{ section: 'bad', error: { message: 'no pods' } }]);
});

test('ends when it is aborted, which is no failure of the section', async () => {
  const stop = new AbortController();
  const interrupted = section('interrupted', async () => {
    stop.abort();
    stop.signal.throwIfAborted();
    return [];
  });
  expect(await runSections([interrupted, good], contextWith(stop.signal))).toEqual({
    measurements: [],
    failures: [],
  });
});
