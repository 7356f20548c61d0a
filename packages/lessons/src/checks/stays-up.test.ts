import { expect, it, vi } from 'vitest';
import type { Answers, Ask } from '../ask/ask.ts';
import { staysUp } from './stays-up.ts';

const check = staysUp({ title: 'No request fails', request: {}, startFiles: ['a.yaml'] });
const hops = [{ ends: [{ share: 1, by: 'application' }] }];
const answered = (count: number) => Array.from({ length: count }, () => []);

function askWith(answers: Answers, ends: readonly object[] = hops) {
  const change = vi.fn(async (_: readonly string[], during: (until: AbortSignal) => Promise<unknown>) =>
    during(new AbortController().signal),
  );
  const explain = async () => ({ hops: ends });
  return { change, explain, classifyUntil: async () => answers } as unknown as Ask;
}

it('is right where every request is answered while the step is applied', async () => {
  const ask = askWith({ hops: answered(50), failures: [] });
  expect(await check.run(ask)).toEqual({ state: 'right' });
  expect(ask.change).toHaveBeenCalledWith(['a.yaml'], expect.any(Function));
});

it('counts what was lost', async () => {
  const ask = askWith({ hops: answered(50), failures: [{ reason: '503 UC', count: 2 }] });
  expect(await check.run(ask)).toMatchObject({ state: 'wrong', got: '2 of 52 failed: 503 UC' });
});

it('changes nothing where requests fail with the edit anyway', async () => {
  const failure = { kind: 'plaintext-to-mutual-tls' };
  const ask = askWith({ hops: [], failures: [] }, [{ ends: [{ share: 1, status: 503, failure }] }]);
  expect(await check.run(ask)).toMatchObject({ state: 'wrong', got: '503 after the edit' });
  expect(ask.change).not.toHaveBeenCalled();
});

it('proves nothing where nothing was sent', async () => {
  expect(await check.run(askWith({ hops: [], failures: [] }))).toMatchObject({ state: 'wrong' });
});
