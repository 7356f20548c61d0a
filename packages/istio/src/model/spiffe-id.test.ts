import { expect, test } from 'vitest';
import {
  namespaceIdPattern,
  parsePrincipal,
  principalOf,
  serviceAccountIdPattern,
  spiffeId,
  trustDomainPrefix,
} from './spiffe-id.ts';

const ML = { trustDomain: 'example.org', namespace: 'ml', serviceAccount: 'model' };

test('an identity as a URI SAN and as a principal', () => {
  expect(spiffeId(ML)).toBe('spiffe://example.org/ns/ml/sa/model');
  expect(principalOf(ML)).toBe('example.org/ns/ml/sa/model');
  expect(parsePrincipal(principalOf(ML))).toEqual(ML);
});

test.each(['*', 'example.org/ns/ml/sa/*', 'example.org/ns/ml', 'spiffe://example.org/ns/ml/sa/model'])(
  '"%s" names no single identity',
  (principal) => expect(parsePrincipal(principal)).toBeUndefined(),
);

test('patterns take the identities that they are for', () => {
  const matches = (pattern: string, id = spiffeId(ML)) => new RegExp(`^${pattern}$`).test(id);
  expect(spiffeId(ML).startsWith(trustDomainPrefix('example.org'))).toBe(true);
  expect(matches(namespaceIdPattern('m*'))).toBe(true);
  expect(matches(namespaceIdPattern('m.'))).toBe(false);
  expect(matches(serviceAccountIdPattern('ml', 'model'))).toBe(true);
  expect(matches(serviceAccountIdPattern('ml', 'mode.'))).toBe(false);
});
