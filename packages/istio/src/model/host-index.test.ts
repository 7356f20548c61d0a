import { expect, test } from 'vitest';
import { hostIndex } from './host-index.ts';
import { compareSpecificity, isSubsetOf } from './hostname.ts';

const HOSTS = [
  'b.foo.com',
  '*',
  'foo.com',
  '*.foo.com',
  '*foo.com',
  'a.b.foo.com',
  '*.com',
  'b.foo.com',
  '*.b.foo.com',
  'bar.net',
  'com',
];
const entries = HOSTS.map((host, place) => ({ host, place }));
const index = hostIndex(entries.map((entry) => [entry.host, entry] as const));

test.each([...new Set(HOSTS), '*.net', 'x.foo.com', '*.x.foo.com', '*oo.com', 'nosuch.org', ''])(
  'answers for "%s" as a comparison with each host does',
  (host) => {
    const covering = entries.filter((entry) => isSubsetOf(host, entry.host));
    expect(index.covering(host)).toEqual(covering);
    expect(index.within(host)).toEqual(entries.filter((entry) => isSubsetOf(entry.host, host)));
    const [best] = covering.map((entry) => entry.host).sort(compareSpecificity);
    expect(index.mostSpecific(host)).toEqual(covering.filter((entry) => entry.host === best));
  },
);

test('stops at as many as are asked for', () => {
  expect(index.covering('b.foo.com', 1)).toHaveLength(1);
  expect(index.within('*', 3)).toHaveLength(3);
});
