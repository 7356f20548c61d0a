import { expect, test } from 'vitest';
import { parseResources } from '../resources/parse-resources.ts';
import { admitResources } from './admit-resources.ts';
import { checkResources } from './check-resources.ts';

const route = (name: string, rest: string, version = 'v1') => `---
apiVersion: networking.istio.io/${version}
kind: VirtualService
metadata: { name: ${name}, namespace: shop }
spec: { hosts: [${name}], http: [{ route: [{ destination: { host: ${name} } }], ${rest} }] }
`;
const read = (...texts: string[]) => parseResources(texts.join(''), { file: 'a.yaml' }).resources;
const timeouts = (resources: ReturnType<typeof read>) =>
  resources.map(({ metadata, spec }) => [
    metadata.name,
    (spec as { http: [{ timeout?: string }] }).http[0].timeout,
  ]);

const GOOD = read(route('cart', 'timeout: 1s'), route('pay', 'timeout: 1s'));
/** A duration without a unit is refused, the other change is not. */
const EDITED = read(route('cart', 'timeout: 2'), route('pay', 'timeout: 2s'));

test('what is refused keeps its last good version, and the other resources take effect', () => {
  const { resources, findings } = admitResources(EDITED, GOOD);
  expect(timeouts(resources)).toEqual([
    ['cart', '1s'],
    ['pay', '2s'],
  ]);
  expect(findings).toMatchObject([
    {
      ...{ code: 'IST0106', resource: 'VirtualService shop/cart' },
      outcome: 'not applied: the previous version is still active',
    },
  ]);
});

test('without a last good version what is refused is absent', () => {
  const { resources, findings } = admitResources(EDITED, []);
  expect(timeouts(resources)).toEqual([['pay', '2s']]);
  expect(findings.map(({ outcome }) => outcome)).toEqual(['not applied']);
});

test('the last good version is that of the same group, kind, namespace and name, in any version of the group', () => {
  const others = read(
    route('cart', 'timeout: 3s').replace('namespace: shop', 'namespace: bank'),
    route('cart', 'timeout: 4s', 'v1beta1'),
  );
  expect(timeouts(admitResources(EDITED, others).resources)).toEqual([
    ['cart', '4s'],
    ['pay', '2s'],
  ]);
});

test('where nothing is applied, nothing is told of what became of it', () => {
  expect(admitResources(EDITED).findings[0]).not.toHaveProperty('outcome');
});

test('a refused resource does not stop the analysis of the others', () => {
  const { findings } = checkResources(EDITED);
  expect(findings.map(({ code, resource }) => `${code} ${resource}`)).toEqual([
    'IST0106 VirtualService shop/cart',
    'IST0101 VirtualService shop/pay',
  ]);
});
