import type { Permission, Principal } from '@lab/istio';
import { describe, expect, it } from 'vitest';
import { placeConditions } from './place-conditions.ts';

const destination = {
  canonical: { address: '10.244.0.5', port: 80 },
  placed: { address: '127.10.0.5', port: 10080 },
};
const NEVER: Permission = { notRule: { any: true } };
const range = (addressPrefix: string, prefixLen: number) => ({ addressPrefix, prefixLen });

function place(condition: Permission | Principal) {
  const callersIn = () => [{ directRemoteIp: range('127.10.0.7', 32) }];
  const filters = [
    { typedConfig: { rules: { policies: { a: { permissions: [{ andRules: { rules: [condition] } }] } } } } },
  ];
  const placed = placeConditions(filters, destination, callersIn);
  return placed[0]?.typedConfig.rules.policies.a.permissions[0]?.andRules.rules[0];
}

describe('a condition on the destination', () => {
  it.each<[string, Permission, Permission]>([
    ["the listener's port", { destinationPort: 80 }, { destinationPort: 10080 }],
    ['another port', { destinationPort: 8080 }, { destinationPort: 8080 }],
    ['the port that it is moved to', { destinationPort: 10080 }, NEVER],
    [
      "the pod's address",
      { destinationIp: range('10.244.0.0', 16) },
      { destinationIp: range('127.10.0.5', 32) },
    ],
    ['another address', { destinationIp: range('192.0.2.1', 32) }, NEVER],
    ['not the port', { notRule: { destinationPort: 80 } }, { notRule: { destinationPort: 10080 } }],
  ])('%s', (_, condition, expected) => {
    expect(place(condition)).toEqual(expected);
  });
});

describe('a condition on the caller', () => {
  it('holds for the range and for the pods in it', () => {
    const own = range('10.244.0.0', 16);
    expect(place({ directRemoteIp: own })).toEqual({
      orIds: { ids: [{ directRemoteIp: own }, { directRemoteIp: range('127.10.0.7', 32) }] },
    });
  });

  it('is left alone where it asks for no address', () => {
    const principal = { authenticated: { principalName: { exact: 'spiffe://a/ns/b/sa/c' } } };
    expect(place(principal)).toEqual(principal);
  });
});
