import { describe, expect, test } from 'vitest';
import { CART, convert, route, SERVICES } from './http-route-fixture.ts';

describe('the order of rules', () => {
  const matches = (...rules: string[]) =>
    convert(
      route(
        'r',
        `{parentRefs: [{group: '', kind: Service, name: cart}], rules: [${rules.map((match) => `{matches: [${match}], backendRefs: [${CART}]}`)}]}`,
      ),
    ).flatMap(({ http }) => http.map(({ name }) => Number(name?.split('.').at(-1))));

  test.each([
    ['an exact path first', ['{path: {value: /long/prefix}}', '{path: {type: Exact, value: /a}}'], [1, 0]],
    [
      'a regular expression last',
      ['{path: {type: RegularExpression, value: /long/.*}}', '{path: {value: /a}}'],
      [1, 0],
    ],
    ['the longer prefix', ['{path: {value: /a}}', '{path: {value: /a/b}}'], [1, 0]],
    ['a method before none', ['{headers: [{name: a, value: b}]}', '{method: GET}'], [1, 0]],
    [
      'more headers',
      ['{headers: [{name: a, value: b}]}', '{headers: [{name: a, value: b}, {name: c, value: d}]}'],
      [1, 0],
    ],
    ['more query parameters', ['{}', '{queryParams: [{name: a, value: b}]}'], [1, 0]],
    ['the order as written', ['{method: GET}', '{method: GET}'], [0, 1]],
  ])('%s', (_, rules, expected) => {
    expect(matches(...rules)).toEqual(expected);
  });

  test('rules of two HTTPRoutes for a host are one list, the older one before the newer', () => {
    const spec = (value: string) =>
      `{parentRefs: [{name: web, namespace: edge, port: 81}], hostnames: [b.org], rules: [{matches: [{path: {value: ${value}}}, {}], backendRefs: [${CART}]}]}`;
    const newer = route('a-newer', spec('/longer'), { created: '2026-01-02T00:00:00Z' });
    const older = route('b-older', spec('/short'), { created: '2026-01-01T00:00:00Z' });
    const [merged, ...others] = convert(newer, older);
    expect(others).toEqual([]);
    expect(merged?.http.map(({ name }) => name)).toEqual([
      'shop.a-newer.0',
      'shop.b-older.0',
      'shop.b-older.0',
      'shop.a-newer.0',
    ]);
    const lastLine = (...texts: string[]) => [SERVICES, ...texts].join('').split('\n').length;
    expect(merged?.resource.locate(['spec', 'http', 0]).line).toBe(lastLine(newer));
    expect(merged?.resource.locate(['spec', 'http', 1]).line).toBe(lastLine(newer, older));
  });
});
