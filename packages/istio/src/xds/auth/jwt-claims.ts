import { JWT_FILTER, JWT_PAYLOAD } from '../names.ts';
import type { MetadataMatcher, Principal, StringMatcher, ValueMatcher } from '../types.ts';

const ANY_VALUE: StringMatcher = { safeRegex: { regex: '.+' } };

/**
 * Matches a claim by the path to it; a claim that is a list matches when one of its members does. Routes on
 * claims are matched the same way.
 */
export function claimMatcher(path: readonly string[], stringMatch: StringMatcher): MetadataMatcher {
  const value: ValueMatcher = { stringMatch };
  return {
    ...claimAt(path),
    value: { orMatch: { valueMatchers: [{ listMatch: { oneOf: value } }, value] } },
  };
}

/**
 * A request principal, `ISSUER/SUBJECT` with a wildcard at either end, as a condition on both claims. The last
 * slash divides them, since an issuer may be a URL.
 * Source: istio pilot/pkg/security/authz/model/generator.go, `requestPrincipalGenerator`.
 */
export function requestPrincipal(pattern: string): Principal {
  const [issuer, subject] = issuerAndSubject(pattern);
  const claim = (name: string, stringMatch: StringMatcher): Principal => ({
    sourcedMetadata: { metadataMatcher: { ...claimAt([name]), value: { stringMatch } } },
  });
  return { andIds: { ids: [claim('iss', issuer), claim('sub', subject)] } };
}

function issuerAndSubject(pattern: string): [StringMatcher, StringMatcher] {
  if (pattern === '*') return [ANY_VALUE, ANY_VALUE];
  const slash = pattern.lastIndexOf('/');
  const issuer = slash < 0 ? pattern : pattern.slice(0, slash);
  const subject = slash < 0 ? '' : pattern.slice(slash + 1);
  if (pattern.startsWith('*')) {
    return slash < 0
      ? [ANY_VALUE, { suffix: pattern.slice(1) }]
      : [issuer === '*' ? ANY_VALUE : { suffix: issuer.slice(1) }, { exact: subject }];
  }
  if (pattern.endsWith('*')) {
    return slash < 0
      ? [{ prefix: pattern.slice(0, -1) }, ANY_VALUE]
      : [{ exact: issuer }, subject === '*' ? ANY_VALUE : { prefix: subject.slice(0, -1) }];
  }
  return [{ exact: issuer }, { exact: subject }];
}

function claimAt(path: readonly string[]): Pick<MetadataMatcher, 'filter' | 'path'> {
  return { filter: JWT_FILTER, path: [JWT_PAYLOAD, ...path].map((key) => ({ key })) };
}
