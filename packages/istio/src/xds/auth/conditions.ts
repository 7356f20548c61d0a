import type { Operation, Pattern, Source, Values, When } from '../../model/authorization-rule.ts';
import { inTrustDomain } from '../../model/spiffe-id.ts';
import type { Permission, Principal } from '../types.ts';
import { claimMatcher, requestPrincipal } from './jwt-claims.ts';
import * as permission from './permissions.ts';
import * as principal from './principals.ts';
import { stringMatcher } from './string-matcher.ts';

/**
 * One field of a rule: it holds when one of `matchers` does (none asked: any) and none of `notMatchers`. Undefined is
 * a value that cannot be expressed.
 */
export interface Condition<Matcher> {
  readonly matchers: readonly (Matcher | undefined)[];
  readonly notMatchers: readonly (Matcher | undefined)[];
  /** Looks at the HTTP request, which a TCP filter does not have. */
  readonly httpOnly: boolean;
}

/** Where the policy is and which trust domain the mesh has. */
export interface PolicyScope {
  readonly namespace: string;
  readonly trustDomain: string;
}

/** The conditions of one entry of `to`; all of them have to hold. */
export function operationConditions({ hosts, methods, paths, ports }: Operation): Condition<Permission>[] {
  return [
    ...onRequest(hosts, permission.hostPermission),
    ...onRequest(methods, permission.methodPermission),
    ...onRequest(paths, permission.pathPermission),
    ...on(ports, permission.portPermission),
  ];
}

/** The conditions of one entry of `from`; all of them have to hold. */
export function sourceConditions(source: Source, scope: PolicyScope): Condition<Principal>[] {
  return [
    ...on(source.principals, identityIn(scope)),
    ...onRequest(source.requestPrincipals, requestPrincipal),
    ...on(source.namespaces, principal.namespacePrincipal),
    ...on(source.serviceAccounts, serviceAccountIn(scope)),
    ...on(source.ipBlocks, principal.sourceIpPrincipal),
    ...on(source.remoteIpBlocks, principal.remoteIpPrincipal),
  ];
}

/** The conditions of `when` that look at the target, and of those that look at the caller. */
interface WhenConditions {
  readonly permissions: readonly Condition<Permission>[];
  readonly principals: readonly Condition<Principal>[];
}

/** Undefined when a key is not one of Istio's attributes, which makes the whole rule void. */
export function whenConditions(when: readonly When[], scope: PolicyScope): WhenConditions | undefined {
  const permissions: Condition<Permission>[] = [];
  const principals: Condition<Principal>[] = [];
  for (const entry of when) {
    const target = targetConditions(entry);
    const caller = callerConditions(entry, scope);
    if (target) permissions.push(...target);
    else if (caller) principals.push(...caller);
    else return undefined;
  }
  return { permissions, principals };
}

function targetConditions(when: When): Condition<Permission>[] | undefined {
  const { key } = when;
  if (when.kind === 'port') return on(when.ports, permission.portPermission);
  if (when.kind === 'range') {
    return key === 'destination.ip' ? on(when.ranges, permission.destinationIpPermission) : undefined;
  }
  if (key === 'connection.sni') return on(when.patterns, permission.serverNamePermission);
  if (key.startsWith('experimental.envoy.filters.')) {
    return on(when.patterns, (value) => permission.filterMetadataPermission(key, value));
  }
  return undefined;
}

function callerConditions(when: When, scope: PolicyScope): Condition<Principal>[] | undefined {
  const { key } = when;
  if (when.kind === 'port') return undefined;
  if (when.kind === 'range') {
    return on(when.ranges, key === 'source.ip' ? principal.sourceIpPrincipal : principal.remoteIpPrincipal);
  }
  const { patterns } = when;
  if (key.startsWith('request.headers')) {
    return onRequest(patterns, (value) => principal.headerPrincipal(key, value));
  }
  if (key.startsWith('request.auth.claims')) {
    return onRequest(patterns, (value) => principal.claimPrincipal(key, value));
  }
  switch (key) {
    case 'source.namespace':
      return on(patterns, principal.namespacePrincipal);
    case 'source.serviceAccount':
      return on(patterns, serviceAccountIn(scope));
    case 'source.principal':
      return on(patterns, identityIn(scope));
    case 'request.auth.principal':
      return onRequest(patterns, requestPrincipal);
    case 'request.auth.audiences':
      return onRequest(patterns, claim('aud'));
    case 'request.auth.presenter':
      return onRequest(patterns, claim('azp'));
    default:
      return undefined;
  }
}

const claim =
  (name: string) =>
  (pattern: Pattern): Principal => ({
    sourcedMetadata: { metadataMatcher: claimMatcher([name], stringMatcher(pattern)) },
  });

const identityIn =
  (scope: PolicyScope) =>
  (pattern: Pattern): Principal =>
    principal.identityPrincipal(inTrustDomain(pattern, scope.trustDomain));

const serviceAccountIn =
  (scope: PolicyScope) =>
  (value: string): Principal =>
    principal.serviceAccountPrincipal(value, scope.namespace);

type MatcherFor<Value, Matcher> = (value: Value) => Matcher | undefined;

/** A field that asks for nothing is no condition. */
function on<Value, Matcher>(
  { values, notValues }: Values<Value>,
  matcherFor: MatcherFor<Value, Matcher>,
  httpOnly = false,
): Condition<Matcher>[] {
  if (values.length + notValues.length === 0) return [];
  const express = (value: Value | undefined) => (value === undefined ? undefined : matcherFor(value));
  return [{ matchers: values.map(express), notMatchers: notValues.map(express), httpOnly }];
}

/** The same of a field that looks at the HTTP request. */
function onRequest<Value, Matcher>(
  values: Values<Value>,
  matcherFor: MatcherFor<Value, Matcher>,
): Condition<Matcher>[] {
  return on(values, matcherFor, true);
}
