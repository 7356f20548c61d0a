import { expect, it } from 'vitest';
import { buildMesh } from '../../model/build-mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { parseResources } from '../../resources/parse-resources.ts';
import type { RbacRules } from '../types.ts';
import { httpRbacFilters, tcpRbacFilters } from './rbac-filters.ts';

const POD =
  '{apiVersion: v1, kind: Pod, metadata: {name: reviews, namespace: shop, labels: {app: reviews}}, spec: {}}';

const policy = (name: string, namespace: string, spec: string, annotations = '{}') =>
  `{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: ${name}, namespace: ${namespace}, annotations: ${annotations}}, spec: ${spec}}`;

function rulesFor(filtersOf: typeof httpRbacFilters, ...policies: string[]): RbacRules[] {
  const mesh = buildMesh(parseResources([POD, ...policies].join('\n---\n')).resources);
  return filtersOf(mesh, mesh.pods[0] as Pod).map(({ typedConfig }) => typedConfig as RbacRules);
}

it('has no filter without a policy for the workload', () => {
  const other = policy('p', 'shop', '{selector: {matchLabels: {app: ratings}}}');
  expect(rulesFor(httpRbacFilters, other, policy('p', 'web', '{}'))).toEqual([]);
});

it('audits, then denies, then allows, and names policies by namespace, name and rule', () => {
  const filters = rulesFor(
    httpRbacFilters,
    policy('allow', 'shop', '{rules: [{}, {}]}'),
    policy('deny', 'istio-system', '{action: DENY, rules: [{}]}'),
    policy('audit', 'shop', '{action: AUDIT, rules: [{}]}'),
  );
  expect(filters.map(({ rules }) => [rules?.action, Object.keys(rules?.policies ?? {})])).toEqual([
    ['LOG', ['ns[shop]-policy[audit]-rule[0]']],
    ['DENY', ['ns[istio-system]-policy[deny]-rule[0]']],
    ['ALLOW', ['ns[shop]-policy[allow]-rule[0]', 'ns[shop]-policy[allow]-rule[1]']],
  ]);
});

it('allows nothing by a policy without rules', () => {
  const [filter] = rulesFor(httpRbacFilters, policy('nothing', 'shop', '{}'));
  expect(filter?.rules?.policies).toEqual({
    'ns[shop]-policy[nothing]-rule[0]': {
      permissions: [{ notRule: { any: true } }],
      principals: [{ notId: { any: true } }],
    },
  });
});

it('keeps an ALLOW filter on TCP when all its rules are void there, so that nothing passes', () => {
  const [filter] = rulesFor(
    tcpRbacFilters,
    policy('get', 'shop', '{rules: [{to: [{operation: {methods: [GET]}}]}]}'),
  );
  expect(filter?.rules).toEqual({ action: 'ALLOW', policies: {} });
});

it('only shadows what is in dry run', () => {
  const [filter] = rulesFor(
    httpRbacFilters,
    policy('try', 'shop', '{action: DENY, rules: [{}]}', '{istio.io/dry-run: "true"}'),
  );
  expect(filter?.rules).toBeUndefined();
  expect(filter?.shadowRules?.action).toBe('DENY');
  expect(filter?.shadowRulesStatPrefix).toBe('istio_dry_run_deny_');
});
