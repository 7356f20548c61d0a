import type { AuthorizationRule } from '../../model/authorization-rule.ts';
import type { Permission, Principal, Rbac, RbacPolicy } from '../types.ts';
import {
  type Condition,
  operationConditions,
  type PolicyScope,
  sourceConditions,
  whenConditions,
} from './conditions.ts';

/** The filter that a rule is built for. */
export interface RbacTarget {
  readonly action: Rbac['action'];
  readonly protocol: 'http' | 'tcp';
}

/**
 * One rule as an Envoy policy: the entries of `from` are alternatives, those of `to` too, and `when` goes with
 * every one of them. A condition that cannot be carried out (one on the HTTP request in a TCP filter, a value
 * that is no address) makes an ALLOW rule void, so that it never allows more than was asked; a DENY or AUDIT rule
 * goes on without it, so that it never denies less. Undefined for a void rule.
 * Source: istio pilot/pkg/security/authz/model/model.go, `New` and `Generate`.
 */
export function rbacPolicy(
  rule: AuthorizationRule,
  scope: PolicyScope,
  target: RbacTarget,
): RbacPolicy | undefined {
  const when = whenConditions(rule.when, scope);
  if (!when) return undefined;
  const operations = alternatives(rule.to, operationConditions);
  const sources = alternatives(rule.from, (source) => sourceConditions(source, scope));
  const permissions = operations.map((own) => permissionOf([...own, ...when.permissions], target));
  const principals = sources.map((own) => principalOf([...own, ...when.principals], target));
  return permissions.every(isDefined) && principals.every(isDefined)
    ? { permissions, principals }
    : undefined;
}

/** A policy without rules selects nothing: a filter needs an entry all the same, so this one never matches. */
export const NEVER_MATCHING_POLICY: RbacPolicy = {
  permissions: [{ notRule: { any: true } }],
  principals: [{ notId: { any: true } }],
};

/** An empty list asks for nothing: one alternative without conditions. */
function alternatives<Entry, Matcher>(
  entries: readonly Entry[],
  conditionsOf: (entry: Entry) => Condition<Matcher>[],
): Condition<Matcher>[][] {
  return entries.length > 0 ? entries.map(conditionsOf) : [[]];
}

function permissionOf(
  conditions: readonly Condition<Permission>[],
  target: RbacTarget,
): Permission | undefined {
  const all = allOf(conditions, target, {
    or: (rules): Permission => ({ orRules: { rules } }),
    not: (notRule): Permission => ({ notRule }),
  });
  return all && { andRules: { rules: all.length > 0 ? all : [{ any: true }] } };
}

function principalOf(conditions: readonly Condition<Principal>[], target: RbacTarget): Principal | undefined {
  const all = allOf(conditions, target, {
    or: (ids): Principal => ({ orIds: { ids } }),
    not: (notId): Principal => ({ notId }),
  });
  return all && { andIds: { ids: all.length > 0 ? all : [{ any: true }] } };
}

interface Combine<Matcher> {
  or(matchers: readonly Matcher[]): Matcher;
  not(matcher: Matcher): Matcher;
}

function allOf<Matcher>(
  conditions: readonly Condition<Matcher>[],
  target: RbacTarget,
  combine: Combine<Matcher>,
): Matcher[] | undefined {
  const all: Matcher[] = [];
  for (const condition of conditions) {
    const wanted = possibleMatchers(condition.matchers, condition, target);
    const unwanted = possibleMatchers(condition.notMatchers, condition, target);
    if (!wanted || !unwanted) return undefined;
    if (wanted.length > 0) all.push(combine.or(wanted));
    if (unwanted.length > 0) all.push(combine.not(combine.or(unwanted)));
  }
  return all;
}

function possibleMatchers<Matcher>(
  matchers: readonly (Matcher | undefined)[],
  { httpOnly }: Condition<Matcher>,
  { action, protocol }: RbacTarget,
): Matcher[] | undefined {
  const possible = httpOnly && protocol === 'tcp' ? [] : matchers.filter(isDefined);
  return action === 'ALLOW' && possible.length < matchers.length ? undefined : possible;
}

function isDefined<Value>(value: Value | undefined): value is Value {
  return value !== undefined;
}
