import { expect, it } from 'vitest';
import { buildMesh } from '../model/build-mesh.ts';
import type { Pod } from '../model/registry.ts';
import { parseResources } from '../resources/parse-resources.ts';
import { jwtAuthnFilters } from '../xds/auth/jwt-authn.ts';
import type { JwtAuthentication } from '../xds/types.ts';
import { evaluateJwt } from './jwt.ts';

/** The filter that Istio's rules for these issuers make. */
function filterFor(jwtRules: string): JwtAuthentication {
  const stream = `{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop}, spec: {}}
---
{apiVersion: security.istio.io/v1, kind: RequestAuthentication, metadata: {name: jwt, namespace: shop}, spec: {jwtRules: ${jwtRules}}}`;
  const mesh = buildMesh(parseResources(stream).resources);
  return jwtAuthnFilters(mesh, mesh.pods[0] as Pod)[0]?.typedConfig as unknown as JwtAuthentication;
}

const one = filterFor('[{issuer: a}]');
const two = filterFor('[{issuer: a}, {issuer: b}]');
const apart = filterFor('[{issuer: a}, {issuer: b, fromHeaders: [{name: x-token}]}]');

it('passes a request without a token', () => {
  for (const filter of [one, two, apart]) expect(evaluateJwt(filter, undefined)).toEqual({});
});

it('notes the claims of a valid token, and splits scopes', () => {
  const token = { issuer: 'a', subject: 's', claims: { scope: 'read write' } };
  expect(evaluateJwt(one, token).metadata).toEqual({
    payload: { iss: 'a', sub: 's', scope: ['read', 'write'] },
  });
});

it('refuses a token that is not valid or not of a known issuer', () => {
  expect(evaluateJwt(one, { issuer: 'a', invalid: true }).failure).toBe('invalid-token');
  expect(evaluateJwt(one, { issuer: 'c' }).failure).toBe('issuer-not-configured');
});

it('takes any one issuer’s token where several look in the same place', () => {
  expect(evaluateJwt(two, { issuer: 'b' }).failure).toBeUndefined();
  expect(evaluateJwt(two, { issuer: 'c' }).failure).toBe('issuer-not-configured');
});

it('checks a token only where its provider looks', () => {
  expect(evaluateJwt(apart, { issuer: 'b' }).failure).toBeUndefined();
  expect(evaluateJwt(apart, { issuer: 'b', invalid: true }).failure).toBe('invalid-token');
});

it('compares audiences without scheme and last slash', () => {
  const filter = filterFor('[{issuer: a, audiences: ["https://shop.test/"]}]');
  expect(evaluateJwt(filter, { issuer: 'a', audience: ['x', 'shop.test'] }).failure).toBeUndefined();
  expect(evaluateJwt(filter, { issuer: 'a', audience: 'x' }).failure).toBe('audience-not-allowed');
  expect(evaluateJwt(filter, { issuer: 'a' }).failure).toBe('audience-not-allowed');
});
