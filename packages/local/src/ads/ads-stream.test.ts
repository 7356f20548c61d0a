import { expect, test } from 'vitest';
import { AdsStream } from './ads-stream.ts';
import type { DeltaRequest, DeltaResponse } from './delta-discovery.ts';
import { type ResourceKind, typeUrl } from './resource-type.ts';

const NONE = { clusters: [], endpoints: [], listeners: [], routes: [] };
const A = { clusterName: 'a', endpoints: [] };
const OTHER_A = { clusterName: 'a', endpoints: [{ priority: 1 }] };

/** A stream of an Envoy that has asked for the endpoints of cluster a, which it gets when there are any. */
function openStream(endpoints: readonly object[] = [A]) {
  const stream = new AdsStream({ ...NONE, endpoints: endpoints as never });
  const sent: DeltaResponse[] = [];
  stream.open((response) => sent.push(response));
  const ask = (kind: ResourceKind, rest: Partial<DeltaRequest> = {}) => {
    const none = { resourceNamesSubscribe: [], resourceNamesUnsubscribe: [], responseNonce: '' };
    stream.receive({ typeUrl: typeUrl(kind), ...none, ...rest });
  };
  const answer = (errorDetail?: { message: string }) => {
    const responseNonce = sent.at(-1)?.nonce ?? '';
    ask('endpoints', { responseNonce, ...(errorDetail && { errorDetail }) });
  };
  ask('endpoints', { resourceNamesSubscribe: ['a'] });
  return { stream, sent, ask, answer };
}

const names = ({ resources }: DeltaResponse) => resources.map(({ name }) => name);

test('who asks gets what there is, and what comes later', () => {
  const { stream, sent } = openStream([]);
  expect(sent).toEqual([]);
  stream.offer('endpoints', [A]);
  expect(sent.map(names)).toEqual([['a']]);
});

test('that there are no clusters is an answer as well, once', () => {
  const { sent, ask } = openStream([]);
  ask('clusters');
  ask('clusters', { responseNonce: sent[0]?.nonce ?? '' });
  expect(sent.map(names)).toEqual([[]]);
});

test('only what changed is sent', () => {
  const { stream, sent } = openStream();
  stream.offer('endpoints', [A]);
  expect(sent).toHaveLength(1);
  stream.offer('endpoints', [OTHER_A, { clusterName: 'b', endpoints: [] }]);
  expect(sent.map(names)).toEqual([['a'], ['a']]);
});

test('an offer is answered by the nonce of its own response', async () => {
  const { stream, sent, ask, answer } = openStream();
  const { answer: answered } = stream.offer('endpoints', [OTHER_A]);
  let isAnswered = false;
  void answered.then(() => {
    isAnswered = true;
  });
  ask('endpoints', { responseNonce: sent[0]?.nonce ?? '' });
  await Promise.resolve();
  expect(isAnswered).toBe(false);
  answer();
  expect(await answered).toBeUndefined();
});

test('a refusal is told in the words that Envoy gives', async () => {
  const { stream, answer } = openStream();
  const { answer: answered } = stream.offer('endpoints', [OTHER_A]);
  answer({ message: 'malformed' });
  expect(await answered).toBe('malformed');
  expect(await stream.refusal).toBe('malformed');
});

test('what was refused is not sent again, what comes after it is', () => {
  const { stream, sent, answer } = openStream();
  stream.offer('endpoints', [OTHER_A]);
  answer({ message: 'malformed' });
  stream.offer('endpoints', [OTHER_A]);
  expect(sent).toHaveLength(2);
  stream.offer('endpoints', [A]);
  expect(sent.map(names)).toEqual([['a'], ['a'], ['a']]);
});

test('a cluster that is gone is told as removed, endpoints are not', () => {
  const { stream, sent, ask } = openStream();
  ask('clusters');
  stream.offer('clusters', [{ name: 'a' }]);
  stream.offer('clusters', []);
  stream.offer('endpoints', []);
  expect(sent.map(({ removedResources }) => removedResources)).toEqual([[], [], [], ['a']]);
});

test('what is sent again is what was asked for', () => {
  const { stream, sent } = openStream();
  void stream.repeat('endpoints', ['a', 'b']);
  expect(sent.map(names)).toEqual([['a'], ['a']]);
});

test('a stream that ends answers nothing', async () => {
  const { stream } = openStream();
  const { answer } = stream.offer('endpoints', [OTHER_A]);
  stream.close();
  await expect(answer).rejects.toThrow('closed');
  expect(await stream.offer('endpoints', [A]).answer).toBeUndefined();
});
