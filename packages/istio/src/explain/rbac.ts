import type { Rbac, RbacRules } from '../xds/types.ts';
import { matchesPolicy, type RbacInput } from './rbac-match.ts';

/** What one RBAC filter decided, and why. */
export interface RbacVerdict {
  readonly action: Rbac['action'];
  /** All of the filter's policies, by name. */
  readonly policies: readonly string[];
  /** Those that matched. */
  readonly matched: readonly string[];
  readonly decision: 'pass' | 'deny';
  /** The same for policies in dry run, which are never enforced. */
  readonly shadowAction?: Rbac['action'];
  readonly shadowPolicies?: readonly string[];
  readonly shadowMatched?: readonly string[];
  readonly shadowDecision?: 'pass' | 'deny';
}

/**
 * What the RBAC filter makes of a request or connection, as Envoy decides: DENY denies when a policy matches,
 * ALLOW when none does, LOG never.
 */
export function evaluateRbac({ rules, shadowRules }: RbacRules, input: RbacInput): RbacVerdict {
  const enforced = rules && decide(rules, input);
  const shadow = shadowRules && decide(shadowRules, input);
  return {
    ...(enforced ?? { action: shadowRules?.action ?? 'ALLOW', policies: [], matched: [], decision: 'pass' }),
    ...(shadow
      ? {
          shadowAction: shadow.action,
          shadowPolicies: shadow.policies,
          shadowMatched: shadow.matched,
          shadowDecision: shadow.decision,
        }
      : {}),
  };
}

function decide({ action, policies }: Rbac, input: RbacInput): RbacVerdict {
  // Envoy goes through the policies in order of their names, and the first that matches decides.
  const names = Object.keys(policies).sort();
  const matched = names.filter((name) => {
    const policy = policies[name];
    return policy !== undefined && matchesPolicy(policy, input);
  });
  const denied = (action === 'DENY' && matched.length > 0) || (action === 'ALLOW' && matched.length === 0);
  return { action, policies: names, matched, decision: denied ? 'deny' : 'pass' };
}
