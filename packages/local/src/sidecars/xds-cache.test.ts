import { expect, test } from 'vitest';
import { xdsCache } from './xds-cache.ts';
import type { Subscription } from './xds-resources.ts';

const KEY = 'clusters/';
const never = new AbortController().signal;

function clusters(...names: string[]): Subscription[] {
  return [{ key: KEY, statistics: 'cluster_manager.cds', resources: names.map((name) => ({ name })) }];
}

/** Whether a poll is answered by now. */
async function isHeld(poll: Promise<unknown>): Promise<boolean> {
  return Promise.race([poll.then(() => false), new Promise<true>((done) => setImmediate(done, true))]);
}

test('who knows nothing yet gets what there is at once', async () => {
  const cache = xdsCache();
  cache.offer(clusters('a'), '1');
  expect(await cache.poll(KEY, '', never)).toEqual({ version: '1', resources: '[{"name":"a"}]' });
});

test('who knows the newest waits for a newer one', async () => {
  const cache = xdsCache();
  cache.offer(clusters('a'), '1');
  const poll = cache.poll(KEY, '1', never);
  expect(await isHeld(poll)).toBe(true);
  cache.offer(clusters('b'), '2');
  expect(await poll).toMatchObject({ version: '2' });
});

test('what is not there yet is waited for', async () => {
  const cache = xdsCache();
  const poll = cache.poll(KEY, '', never);
  expect(await isHeld(poll)).toBe(true);
  cache.offer(clusters('a'), '1');
  expect(await poll).toMatchObject({ version: '1' });
});

test('an offer of the same resources is none', async () => {
  const cache = xdsCache();
  expect(cache.offer(clusters('a'), '1')).toHaveLength(1);
  const poll = cache.poll(KEY, '1', never);
  expect(cache.offer(clusters('a'), '2')).toEqual([]);
  expect(await isHeld(poll)).toBe(true);
});

test('what was refused is not sent again, what comes after it is', async () => {
  const cache = xdsCache();
  cache.offer(clusters('a'), '1');
  await cache.poll(KEY, '', never);
  cache.offer(clusters('refused'), '2');
  expect(await cache.poll(KEY, '1', never)).toMatchObject({ version: '2' });
  const poll = cache.poll(KEY, '1', never);
  expect(await isHeld(poll)).toBe(true);
  cache.offer(clusters('a'), '3');
  expect(await poll).toMatchObject({ version: '3', resources: '[{"name":"a"}]' });
});

test('a subscription that is made anew gets the version that the one before was sent', async () => {
  const cache = xdsCache();
  cache.offer(clusters('a'), '1');
  await cache.poll(KEY, '', never);
  expect(await cache.poll(KEY, '', never)).toMatchObject({ version: '1' });
});

test('a wait ends without an answer when its time is over', async () => {
  const cache = xdsCache(1);
  cache.offer(clusters('a'), '1');
  expect(await cache.poll(KEY, '1', never)).toBeUndefined();
});

test('a wait that is given up is sent nothing', async () => {
  const cache = xdsCache();
  const gone = new AbortController();
  const poll = cache.poll(KEY, '', gone.signal);
  gone.abort();
  expect(await poll).toBeUndefined();
  cache.offer(clusters('a'), '1');
  expect(await cache.poll(KEY, '', never)).toMatchObject({ version: '1' });
});
