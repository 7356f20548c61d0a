import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { sendMany } from './send-many.ts';

test('sends as many as asked, never more at once than allowed', async () => {
  let open = 0;
  let most = 0;
  const results: number[] = [];
  const send = async () => {
    open += 1;
    most = Math.max(most, open);
    await turn();
    open -= 1;
    return open;
  };
  await sendMany(send, { count: 12, concurrency: 5 }, (result) => results.push(result));
  expect(results).toHaveLength(12);
  expect(most).toBe(5);
});

test('begins nothing more after a failure', async () => {
  let begun = 0;
  const send = async () => {
    begun += 1;
    await turn();
    if (begun >= 2) throw new Error('stopped');
  };
  await expect(sendMany(send, { count: 50, concurrency: 2 }, () => {})).rejects.toThrow('stopped');
  await turn();
  expect(begun).toBe(2);
});
