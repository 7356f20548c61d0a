import { type Finding, finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import type { VirtualServiceSpec } from '../../resources/istio-types.ts';
import { oncePer } from '../../resources/once-per.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';
import type { Rule } from './rule.ts';

/**
 * Weights that do not add up to 100: Istio takes them as shares of their sum, and a single destination takes
 * everything (Istio VirtualService reference, `weight`).
 */
export const weightsNotOfHundred: Rule = (mesh) => mesh.virtualServices.flatMap(weightsOf);

const weightsOf = oncePer((resource: Resource<VirtualServiceSpec>): readonly Finding[] =>
  (['http', 'tls', 'tcp'] as const).flatMap((protocol) =>
    (resource.spec[protocol] ?? []).flatMap(({ route }, index) =>
      reportWeights(resource, ['spec', protocol, index, 'route'], route ?? []),
    ),
  ),
);

function reportWeights(
  resource: Resource,
  path: FieldPath,
  route: readonly { readonly weight?: number }[],
): Finding[] {
  const weights = route.map(({ weight = 0 }) => weight);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0 || total === 100) return [];
  const shares = weights.map((weight) => `${Number(((100 * weight) / total).toFixed(1))}%`);
  return route.length === 1
    ? [finding('LAB0303.single', { weight: total }, at(resource, path))]
    : [finding('LAB0303.several', { weights, total, shares }, at(resource, path))];
}
