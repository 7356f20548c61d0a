import { namespaceIdPattern, SPIFFE_SCHEME, serviceAccountIdPattern } from '../../model/spiffe-id.ts';
import type { CidrRange } from '../../model/values.ts';
import type { Principal, StringMatcher } from '../types.ts';
import { claimMatcher } from './jwt-claims.ts';
import { headerMatcher, prefixedStringMatcher, stringMatcher } from './string-matcher.ts';

// What a rule says of the caller, one value at a time, as Envoy's Principal. Undefined is a value that cannot be
// carried out. Source: istio pilot/pkg/security/authz/model/generator.go.

/** `source.principals`: the identity in the client's certificate, `TRUSTDOMAIN/ns/NAMESPACE/sa/ACCOUNT`. */
export function identityPrincipal(pattern: string): Principal {
  return authenticated(prefixedStringMatcher(pattern, SPIFFE_SCHEME));
}

/** `source.namespaces`: the namespace in the identity; here `*` is a wildcard anywhere. */
export function namespacePrincipal(pattern: string): Principal {
  return authenticated({ safeRegex: { regex: namespaceIdPattern(pattern) } });
}

/** `source.serviceAccounts`: `NAMESPACE/ACCOUNT`, or `ACCOUNT` in the policy's own namespace; no wildcards. */
export function serviceAccountPrincipal(value: string, policyNamespace: string): Principal {
  const slash = value.indexOf('/');
  const namespace = slash < 0 ? policyNamespace : value.slice(0, slash);
  return authenticated({ safeRegex: { regex: serviceAccountIdPattern(namespace, value.slice(slash + 1)) } });
}

/** `source.ipBlocks`: the address of the connection's other end. */
export function sourceIpPrincipal(range: CidrRange): Principal {
  return { directRemoteIp: range };
}

/** `source.remoteIpBlocks`: the client's address as x-forwarded-for or the PROXY protocol give it. */
export function remoteIpPrincipal(range: CidrRange): Principal {
  return { remoteIp: range };
}

/** `request.headers[NAME]`. */
export function headerPrincipal(attribute: string, pattern: string): Principal | undefined {
  const [, name] = /^request\.headers\[(.*)\]$/.exec(attribute) ?? [];
  return name === undefined ? undefined : { header: headerMatcher(name, pattern) };
}

/** `request.auth.claims[NAME]`, and `[OUTER][INNER]` for a claim inside another. */
export function claimPrincipal(attribute: string, pattern: string): Principal | undefined {
  const [, brackets] = /^request\.auth\.claims(\[.*\])$/.exec(attribute) ?? [];
  if (brackets === undefined) return undefined;
  const nested = /^(\[[^[\]]*\])+$/.test(brackets);
  const path = nested ? brackets.slice(1, -1).split('][') : [brackets.slice(1, -1)];
  return { sourcedMetadata: { metadataMatcher: claimMatcher(path, stringMatcher(pattern)) } };
}

function authenticated(principalName: StringMatcher): Principal {
  return { authenticated: { principalName } };
}
