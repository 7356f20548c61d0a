import { expect, test } from 'vitest';
import type { Route } from '../types.ts';
import { collapseHosts, type GatewayHost } from './collapse-hosts.ts';

const route = (prefix: string): Route => ({ match: { prefix } });
const one = route('/');
const other = route('/');
const host = (routes: Route[], requireTls = false): GatewayHost => ({ port: 80, routes, requireTls });

function collapsed(hosts: Record<string, GatewayHost>) {
  return collapseHosts(new Map(Object.entries(hosts))).map(({ name, domains }) => [name, ...domains]);
}

test('names with the same routes are one, called by the most specific of them', () => {
  expect(collapsed({ '*.a.com': host([one]), 'b.com': host([one]), 'long.b.com': host([one]) })).toEqual([
    ['long.b.com', 'long.b.com', 'b.com', '*.a.com'],
  ]);
});

test('routes of another VirtualService are others, also where they look the same', () => {
  expect(
    collapsed({ 'a.com': host([one]), 'b.com': host([other]), 'c.com': host([one, other]) }),
  ).toHaveLength(3);
});

test('a name that only takes TLS is another', () => {
  expect(collapsed({ 'a.com': host([one]), 'b.com': host([one], true) })).toHaveLength(2);
});

test('names that only redirect are one', () => {
  expect(collapsed({ 'a.com': host([], true), 'b.com': host([], true) })).toEqual([
    ['a.com', 'a.com', 'b.com'],
  ]);
});
