import { expect, it } from 'vitest';
import { readOrder } from './read-order.ts';

const order = { kind: 'own', requests: 1, path: '/' };

it('takes at most 10,000 requests, and at least one', () => {
  expect(readOrder({ ...order, requests: 10_000 })).toMatchObject({ requests: 10_000 });
  for (const requests of [10_001, 0, 1.5, '5', undefined])
    expect(() => readOrder({ ...order, requests })).toThrow('the number of requests is from 1 to 10000');
});

it.each([
  ['nothing', undefined, 'the kind is'],
  ['another kind', { ...order, kind: 'file' }, 'the kind is'],
  ['a method that is none', { ...order, method: 'GET / HTTP/1.1' }, 'is not an HTTP method'],
  ['a path that is the rest of an authority', { ...order, path: '@elsewhere.example/' }, 'begin with /'],
  ['a host that is no text', { ...order, host: ['a'] }, 'host is a text'],
  [
    'a header with the end of a line',
    { ...order, headers: { 'x-a': 'b\r\nx-c: d' } },
    '"x-a" is not a header',
  ],
  ['a name with a space', { ...order, headers: { 'x a': 'b' } }, '"x a" is not a header'],
])('%s is no order', (_, body, message) => {
  expect(() => readOrder(body)).toThrow(message);
});
