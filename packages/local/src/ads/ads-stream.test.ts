import { expect, test } from 'vitest';
import { AdsStream } from './ads-stream.ts';
import type { DeltaRequest, DeltaResponse } from './delta-discovery.ts';
import { type ResourceKind, typeUrl } from './resource-type.ts';

const NONE = { clusters: [], endpoints: [], listeners: [], routes: [], secrets: [] };
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
  const answer = (errorDetail?: { message: string }, kind: ResourceKind = 'endpoints') => {
    const responseNonce = sent.at(-1)?.nonce ?? '';
    ask(kind, { responseNonce, ...(errorDetail && { errorDetail }) });
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
  const { answered } = stream.offer('endpoints', [OTHER_A]);
  let isAnswered = false;
  void answered.then(() => {
    isAnswered = true;
  });
  ask('endpoints', { responseNonce: sent[0]?.nonce ?? '' });
  await Promise.resolve();
  expect(isAnswered).toBe(false);
  answer();
  await answered;
  expect(stream.rejected).toEqual([]);
});

test('a rejection is told in the words that Envoy gives', async () => {
  const { stream, answer } = openStream();
  const { answered } = stream.offer('endpoints', [OTHER_A]);
  answer({ message: 'malformed' });
  await answered;
  expect(stream.rejected).toMatchObject([{ kind: 'endpoints', name: 'a', reason: 'malformed' }]);
});

test('what was rejected is not sent again, what comes after it is', () => {
  const { stream, sent, answer } = openStream();
  stream.offer('endpoints', [OTHER_A]);
  answer({ message: 'malformed' });
  stream.offer('endpoints', [OTHER_A]);
  expect(sent).toHaveLength(2);
  stream.offer('endpoints', [A]);
  expect(sent.map(names)).toEqual([['a'], ['a'], ['a']]);
  answer();
  expect(stream.rejected).toEqual([]);
});

test('several that Envoy rejects without saying which are sent one by one, and only then answered', async () => {
  const { stream, sent, ask } = openStream();
  ask('endpoints', { resourceNamesSubscribe: ['b'] });
  const answerOf = (index: number, message?: string) => {
    const responseNonce = sent.at(index)?.nonce ?? '';
    ask('endpoints', { responseNonce, ...(message && { errorDetail: { message } }) });
  };
  let isAnswered = false;
  const answered = stream
    .offer('endpoints', [OTHER_A, { clusterName: 'b', endpoints: [] }])
    .answered.then(() => {
      isAnswered = true;
    });
  answerOf(1, 'malformed');
  await Promise.resolve();
  expect([isAnswered, sent.slice(2).map(names)]).toEqual([false, [['a'], ['b']]]);
  answerOf(2);
  answerOf(3, 'malformed');
  await answered;
  expect(stream.rejected).toMatchObject([{ name: 'b', reason: 'malformed', isKept: false }]);
  expect(stream.active.endpoints).toEqual([OTHER_A]);
});

test('of clusters those that Envoy does not name are taken', async () => {
  const { stream, ask, answer } = openStream();
  ask('clusters');
  answer(undefined, 'clusters');
  const { answered } = stream.offer('clusters', [{ name: 'a' }, { name: 'b' }]);
  answer({ message: 'Error adding/updating cluster(s) b: no such file' }, 'clusters');
  await answered;
  expect(stream.rejected).toMatchObject([
    { kind: 'clusters', name: 'b', reason: 'no such file', isKept: false },
  ]);
  expect(stream.active.clusters).toEqual([{ name: 'a' }]);
});

test('those that a list which is cut may have named are sent again', async () => {
  const { stream, sent, ask, answer } = openStream();
  ask('clusters');
  answer(undefined, 'clusters');
  const { answered } = stream.offer('clusters', [{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
  answer({ message: 'Error adding/updating cluster(s) a: no such fi...(truncated)' }, 'clusters');
  expect(sent.slice(3).map(names)).toEqual([['b', 'c']]);
  answer({ message: 'Error adding/updating cluster(s) c: no such file' }, 'clusters');
  await answered;
  expect(stream.rejected.map(({ name }) => name)).toEqual(['a', 'c']);
});

test('what is unanswered at a start is waited for, with what is sent for a rejection', async () => {
  const { stream, sent, ask, answer } = openStream();
  let isSettled = false;
  const settled = stream.settled().then(() => {
    isSettled = true;
  });
  ask('endpoints', { responseNonce: sent[0]?.nonce ?? '', resourceNamesSubscribe: [] });
  ask('clusters');
  await new Promise((resolve) => setImmediate(resolve));
  expect(isSettled).toBe(false);
  answer(undefined, 'clusters');
  await settled;
});

test('a cluster that is gone is told as removed, endpoints are not', () => {
  const { stream, sent, ask } = openStream();
  ask('clusters');
  stream.offer('clusters', [{ name: 'a' }]);
  stream.offer('clusters', []);
  stream.offer('endpoints', []);
  expect(sent.map(({ removedResources }) => removedResources)).toEqual([[], [], [], ['a']]);
});

test('a secret is sent to who asks for it by its name, again when it is another one, and never shown', async () => {
  const key = (inlineString: string) => ({ name: 'own', tlsCertificate: { privateKey: { inlineString } } });
  const other = { name: 'other', validationContext: {} };
  const stream = new AdsStream({ ...NONE, secrets: [key('first'), other] });
  const sent: DeltaResponse[] = [];
  stream.open((response) => sent.push(response));
  const ask = (rest: object) => {
    const none = { resourceNamesSubscribe: [], resourceNamesUnsubscribe: [], responseNonce: '' };
    stream.receive({ typeUrl: typeUrl('secrets'), ...none, ...rest });
  };
  ask({ resourceNamesSubscribe: ['own'] });
  ask({ responseNonce: sent.at(-1)?.nonce ?? '' });
  stream.offer('secrets', [key('first'), other]);
  const { answered } = stream.offer('secrets', [key('second'), { ...other, validationContext: { crl: {} } }]);
  expect(sent.map(names)).toEqual([['own'], ['own']]);
  const texts = sent.map(({ resources }) => Buffer.from(resources[0]?.value ?? []).toString());
  expect(texts).toEqual([expect.stringContaining('first'), expect.stringContaining('second')]);
  ask({ responseNonce: sent.at(-1)?.nonce ?? '', errorDetail: { message: 'no such curve' } });
  await answered;
  expect(stream.rejected).toEqual([{ kind: 'secrets', name: 'own', reason: 'no such curve', isKept: true }]);
  expect(JSON.stringify(stream.active)).not.toContain('first');
});

test('what is sent again is what was asked for', () => {
  const { stream, sent } = openStream();
  void stream.repeat('endpoints', ['a', 'b']);
  expect(sent.map(names)).toEqual([['a'], ['a']]);
});

test('a stream that ends answers nothing', async () => {
  const { stream } = openStream();
  const { answered } = stream.offer('endpoints', [OTHER_A]);
  stream.close();
  await expect(answered).rejects.toThrow('closed');
  await stream.offer('endpoints', [A]).answered;
  await stream.settled();
});
