import { expect, test } from 'vitest';
import { routeWeight } from './route-weight.ts';

const clusters = [
  { name: 'stable', weight: 70 },
  { name: 'canary', weight: 30 },
];
const route = { match: { prefix: '/' }, route: { weighted_clusters: { clusters } } };
const dump = [{ route_config: { name: '5000', virtual_hosts: [{ name: 'canary', routes: [route] }] } }];

test('finds the weight of a cluster, and not another thing of its name', () => {
  expect(routeWeight(dump, 'canary')).toBe(30);
  expect(routeWeight(dump, 'stable')).toBe(70);
});

test('has none for a cluster that no route names', () => {
  expect(routeWeight(dump, 'other')).toBeUndefined();
  expect(routeWeight([], 'canary')).toBeUndefined();
});
