import type { Mesh } from '../../model/mesh.ts';
import { isAttached } from '../../model/policy-attachment.ts';
import type { Pod } from '../../model/registry.ts';
import type { Answer } from '../answer.ts';
import type { RbacVerdict } from '../rbac.ts';
import type { PolicyVerdict, ServerStep, Source } from './journey.ts';
import { sourceAt } from './sources.ts';

/** The name of a rule in an RBAC filter, as Istio writes it. */
const RULE = /^ns\[(.*)\]-policy\[(.*)\]-rule\[(\d+)\]$/;

/** What each rule of the filters that were asked makes of the request, in the order in which they are asked. */
export function policyVerdicts(mesh: Mesh, { rbac = [] }: Answer): PolicyVerdict[] {
  return rbac.flatMap((verdict) => [
    ...verdict.policies.map((name) => entry(mesh, name, verdict.action, verdict.matched, false)),
    ...(verdict.shadowPolicies ?? []).map((name) =>
      entry(mesh, name, verdict.shadowAction ?? 'ALLOW', verdict.shadowMatched ?? [], true),
    ),
  ]);
}

function entry(
  mesh: Mesh,
  name: string,
  action: RbacVerdict['action'],
  matched: readonly string[],
  dryRun: boolean,
): PolicyVerdict {
  const [, namespace, policy, index = '0'] = RULE.exec(name) ?? [];
  const rule = Number(index);
  const resource = mesh.authorizationPolicies.find(
    ({ metadata }) => metadata.name === policy && metadata.namespace === namespace,
  );
  return {
    source: resource ? sourceAt(resource, ['spec', 'rules', rule]) : { resource: name },
    action: action === 'LOG' ? 'AUDIT' : (action ?? 'ALLOW'),
    rule,
    matched: matched.includes(name),
    dryRun,
    ...(resource && !resource.spec?.rules?.length && { hasNoRules: true }),
  };
}

/** The verdict as a whole, and the rule that it is by. */
export function rbacAnswer(
  { rbac, outcome }: Answer,
  verdicts: readonly PolicyVerdict[],
): Pick<ServerStep, 'rbac'> {
  if (!rbac) return {};
  const matched = verdicts.filter((verdict) => verdict.matched && !verdict.dryRun);
  const isDenied = outcome.denied !== undefined && outcome.denied.by !== 'jwt';
  const by = matched.find(({ action }) => action === (isDenied ? 'DENY' : 'ALLOW'));
  return { rbac: { decision: isDenied ? 'denied' : 'allowed', ...(by && { by }) } };
}

/** AuthorizationPolicies of the workload's namespace and of the root namespace that are not for it. */
export function unselectingPolicies(mesh: Mesh, pod: Pod): Source[] {
  return mesh.authorizationPolicies
    .filter(({ metadata }) => [pod.namespace, mesh.config.rootNamespace].includes(metadata.namespace ?? ''))
    .filter((policy) => !isAttached(policy, pod))
    .map((policy) => sourceAt(policy, []));
}
