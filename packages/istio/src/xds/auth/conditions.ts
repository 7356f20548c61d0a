import type { AuthorizationRule } from '../../model/authorization-policy.ts';
import { inTrustDomain } from '../../model/spiffe-id.ts';
import type { Permission, Principal } from '../types.ts';
import { claimMatcher, requestPrincipal } from './jwt-claims.ts';
import * as permission from './permissions.ts';
import * as principal from './principals.ts';
import { stringMatcher } from './string-matcher.ts';

/** One field of a rule: it holds when one of `values` matches (none asked: any) and none of `notValues` does. */
export interface Condition<Matcher> {
  readonly values: readonly string[];
  readonly notValues: readonly string[];
  /** Looks at the HTTP request, which a TCP filter does not have. */
  readonly httpOnly?: boolean;
  /** Undefined where the value cannot be expressed. */
  matcherFor(value: string): Matcher | undefined;
}

/** Where the policy is and which trust domain the mesh has. */
export interface PolicyScope {
  readonly namespace: string;
  readonly trustDomain: string;
}

type Source = NonNullable<NonNullable<AuthorizationRule['from']>[number]['source']>;
type Operation = NonNullable<NonNullable<AuthorizationRule['to']>[number]['operation']>;
type When = NonNullable<AuthorizationRule['when']>[number];

/** The conditions of one entry of `to`; all of them have to hold. */
export function operationConditions(operation: Operation): Condition<Permission>[] {
  const { hosts, notHosts, methods, notMethods, paths, notPaths, ports, notPorts } = operation;
  return asked<Permission>([
    { ...lists(hosts, notHosts), httpOnly: true, matcherFor: permission.hostPermission },
    { ...lists(methods, notMethods), httpOnly: true, matcherFor: permission.methodPermission },
    { ...lists(paths, notPaths), httpOnly: true, matcherFor: permission.pathPermission },
    { ...lists(ports, notPorts), matcherFor: permission.portPermission },
  ]);
}

/** The conditions of one entry of `from`; all of them have to hold. */
export function sourceConditions(source: Source, scope: PolicyScope): Condition<Principal>[] {
  return asked<Principal>([
    { ...lists(source.principals, source.notPrincipals), matcherFor: identityIn(scope) },
    {
      ...lists(source.requestPrincipals, source.notRequestPrincipals),
      httpOnly: true,
      matcherFor: requestPrincipal,
    },
    { ...lists(source.namespaces, source.notNamespaces), matcherFor: principal.namespacePrincipal },
    { ...lists(source.serviceAccounts, source.notServiceAccounts), matcherFor: serviceAccountIn(scope) },
    { ...lists(source.ipBlocks, source.notIpBlocks), matcherFor: principal.sourceIpPrincipal },
    { ...lists(source.remoteIpBlocks, source.notRemoteIpBlocks), matcherFor: principal.remoteIpPrincipal },
  ]);
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
  for (const { key, values, notValues } of when) {
    const target = targetAttribute(key);
    const caller = callerAttribute(key, scope);
    if (target) permissions.push({ ...lists(values, notValues), ...target });
    else if (caller) principals.push({ ...lists(values, notValues), ...caller });
    else return undefined;
  }
  return { permissions: asked(permissions), principals: asked(principals) };
}

type Attribute<Matcher> = Pick<Condition<Matcher>, 'httpOnly' | 'matcherFor'>;

function targetAttribute(key: string): Attribute<Permission> | undefined {
  if (key === 'destination.ip') return { matcherFor: permission.destinationIpPermission };
  if (key === 'destination.port') return { matcherFor: permission.portPermission };
  if (key === 'connection.sni') return { matcherFor: permission.serverNamePermission };
  if (key.startsWith('experimental.envoy.filters.')) {
    return { matcherFor: (value) => permission.filterMetadataPermission(key, value) };
  }
  return undefined;
}

function callerAttribute(key: string, scope: PolicyScope): Attribute<Principal> | undefined {
  const attributes: Readonly<Record<string, Attribute<Principal>>> = {
    'source.ip': { matcherFor: principal.sourceIpPrincipal },
    'remote.ip': { matcherFor: principal.remoteIpPrincipal },
    'source.namespace': { matcherFor: principal.namespacePrincipal },
    'source.serviceAccount': { matcherFor: serviceAccountIn(scope) },
    'source.principal': { matcherFor: identityIn(scope) },
    'request.auth.principal': { httpOnly: true, matcherFor: requestPrincipal },
    'request.auth.audiences': { httpOnly: true, matcherFor: claim('aud') },
    'request.auth.presenter': { httpOnly: true, matcherFor: claim('azp') },
  };
  if (key.startsWith('request.headers')) {
    return { httpOnly: true, matcherFor: (value) => principal.headerPrincipal(key, value) };
  }
  if (key.startsWith('request.auth.claims')) {
    return { httpOnly: true, matcherFor: (value) => principal.claimPrincipal(key, value) };
  }
  return attributes[key];
}

const claim =
  (name: string) =>
  (pattern: string): Principal => ({
    sourcedMetadata: { metadataMatcher: claimMatcher([name], stringMatcher(pattern)) },
  });

const identityIn =
  (scope: PolicyScope) =>
  (pattern: string): Principal =>
    principal.identityPrincipal(inTrustDomain(pattern, scope.trustDomain));

const serviceAccountIn =
  (scope: PolicyScope) =>
  (value: string): Principal =>
    principal.serviceAccountPrincipal(value, scope.namespace);

function lists(values: readonly string[] = [], notValues: readonly string[] = []) {
  return { values, notValues };
}

/** A field that asks for nothing is no condition. */
function asked<Matcher>(conditions: readonly Condition<Matcher>[]): Condition<Matcher>[] {
  return conditions.filter(({ values, notValues }) => values.length > 0 || notValues.length > 0);
}
