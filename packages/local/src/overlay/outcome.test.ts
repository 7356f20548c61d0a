import { finding } from '@lab/istio';
import { expect, test } from 'vitest';
import { withOutcomes } from './outcome.ts';

const subset = { subset: 'canary', host: 'cart.shop.svc.cluster.local', defined: '', hint: '' };

test.each([
  [finding('IST0101.subset', subset), 'in effect: calls to subset canary fail with 503 NC'],
  [finding('LAB0202', {}), 'not started: new pods of it cannot run here, and the other pods run'],
  [finding('LAB0105.document', {}), 'not applied'],
  [{ ...finding('IST0106.unknownField', { field: 'a', parent: 'b', hint: '' }), outcome: 'told' }, 'told'],
  [finding('IST0102', { namespace: 'shop' }), undefined],
  [finding('LAB0206.command', {}), undefined],
])('%o', (found, outcome) => {
  expect(withOutcomes([found]).map((one) => one.outcome)).toEqual([outcome]);
});
