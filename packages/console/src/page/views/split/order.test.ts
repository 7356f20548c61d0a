import { expect, test } from 'vitest';
import { isOfOneKind, mistakesText, orderFormOf, orderOf, readHeaders, splitQuestion } from './order.ts';

test('headers are read line by line, and a line that is none is named', () => {
  expect(readHeaders('X-User: a\n\n x-b3-sampled:1 ')).toEqual({
    headers: { 'x-user': 'a', 'x-b3-sampled': '1' },
    mistakes: [],
  });
  expect(readHeaders('x-a: b\nno header\nbad name: c').mistakes).toEqual([2, 3]);
  expect(mistakesText([])).toBe('');
  expect(mistakesText([2])).toBe('Line 2 of the headers is not NAME: VALUE.');
  expect(mistakesText([2, 3])).toBe('Lines 2, 3 of the headers are not NAME: VALUE.');
});

test('without a path the application of the project is asked', () => {
  expect(orderOf(orderFormOf({ canary: 'true' }), 50)).toEqual({
    kind: 'application',
    requests: 50,
    canary: true,
  });
  expect(orderOf(orderFormOf({ headers: 'x-user: a' }), 1)).toEqual({
    ...{ kind: 'application', requests: 1, headers: { 'x-user': 'a' } },
  });
});

test('a path, a method and a host make a request of one’s own', () => {
  expect(orderOf(orderFormOf({ path: '/x', method: 'PUT', host: 'a.example' }), 3)).toEqual({
    ...{ kind: 'own', requests: 3, path: '/x', method: 'PUT', host: 'a.example' },
  });
});

test('weights are asked for the same method', () => {
  const methodOf = (query: Record<string, string>) =>
    new URL(splitQuestion(orderFormOf(query)), 'http://c').searchParams.get('method');
  expect(methodOf({ path: '/x', method: 'PUT' })).toBe('PUT');
  expect(methodOf({ path: '/x' })).toBe('GET');
  expect(methodOf({ method: 'PUT' })).toBe(null);
});

test('weights are asked for the same headers', () => {
  const question = splitQuestion(orderFormOf({ path: '/x', headers: 'x-user: a b', canary: 'true' }));
  const { searchParams } = new URL(question, 'http://c');
  expect(searchParams.getAll('header')).toEqual(['x-user:a b', 'x-canary:true']);
  expect([searchParams.get('path'), searchParams.get('host')]).toEqual(['/x', null]);
});

test('any field makes the form one for requests of one kind', () => {
  expect(isOfOneKind(orderFormOf({ tab: 'x' }))).toBe(false);
  for (const name of ['host', 'path', 'method', 'headers', 'canary'])
    expect(isOfOneKind(orderFormOf({ [name]: 'x' }))).toBe(true);
});
