import type { FieldPath } from '../../findings/place.ts';
import { type DestinationRule, destinationRules } from '../../model/destination-rule.ts';
import { isSubsetOf } from '../../model/hostname.ts';
import type { Mesh } from '../../model/mesh.ts';
import { portPolicy, type Subset, type TrafficPolicy } from '../../model/traffic-policy.ts';
import type { Cluster } from '../../xds/types.ts';
import type { DestinationStep, RuleValue } from './journey.ts';
import { namedIn, sourceAt } from './sources.ts';

type RuleAnswer = Pick<DestinationStep, 'rule' | 'otherRules'>;

/** The DestinationRule that a cluster says it is shaped by, where each of its settings comes from, and those that lost. */
export function ruleAnswer(mesh: Mesh, { metadata }: Cluster, host: string, port: number): RuleAnswer {
  const named = namedIn(metadata);
  const forHost = destinationRules(mesh).filter((rule) => isSubsetOf(host, rule.host));
  const rule = forHost.find(({ name, namespace }) => name === named?.name && namespace === named.namespace);
  const others = forHost.filter((other) => other !== rule);
  const otherRules = others.map(({ resource }) => sourceAt(resource, []));
  if (!rule) return { otherRules };
  const name = metadata?.filterMetadata.istio?.subset;
  const index = rule.subsets.findIndex((subset) => subset.name === name);
  const path: FieldPath = index < 0 ? [] : ['spec', 'subsets', index];
  return {
    rule: { ...sourceAt(rule.resource, path), values: values(rule, port, rule.subsets[index], path) },
    otherRules,
  };
}

const SETTINGS = ['connectionPool', 'loadBalancer', 'outlierDetection', 'tls'] as const;

interface Level {
  readonly from: RuleValue['from'];
  readonly policy: Partial<TrafficPolicy> | undefined;
  readonly path: FieldPath;
}

/** As `clusterPolicy` of the model decides: a port's settings replace all, a subset's replace block by block. */
function values(
  rule: DestinationRule,
  port: number,
  subset: Subset | undefined,
  subsetPath: FieldPath,
): RuleValue[] {
  const top: FieldPath = ['spec', 'trafficPolicy'];
  const own: FieldPath = [...subsetPath, 'trafficPolicy'];
  const subsetPort = level('subset-port', subset?.trafficPolicy, port, own);
  const rulePort = level('port', rule.trafficPolicy, port, top);
  const base = rulePort ?? { from: 'top-level' as const, policy: rule.trafficPolicy, path: top };
  const levels: readonly Level[] = subsetPort
    ? [subsetPort]
    : [{ from: 'subset', policy: subset?.trafficPolicy, path: own }, base];
  return SETTINGS.flatMap((setting) => {
    const found = levels.find(({ policy }) => policy?.[setting] !== undefined);
    if (!found) return [];
    const { location } = sourceAt(rule.resource, [...found.path, setting]);
    return { setting, from: found.from, ...(location && { location }) };
  });
}

function level(
  from: RuleValue['from'],
  policy: TrafficPolicy | undefined,
  port: number,
  path: FieldPath,
): Level | undefined {
  const settings = portPolicy(policy, port);
  if (!policy || !settings) return undefined;
  return { from, policy: settings, path: [...path, 'portLevelSettings', policy.ports.indexOf(settings)] };
}
