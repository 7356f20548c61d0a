import type { Finding } from '../../findings/finding.ts';
import { findingAt } from '../../findings/finding-at.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';
import type { Rule } from './rule.ts';

/**
 * Weights that do not add up to 100: Istio takes them as shares of their sum, and a single destination takes
 * everything (Istio VirtualService reference, `weight`).
 */
export const weightsNotOfHundred: Rule = (mesh) =>
  mesh.virtualServices.flatMap((resource) =>
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
  const shares = weights.map((weight) => `${Number(((100 * weight) / total).toFixed(1))} %`);
  const message =
    route.length === 1
      ? `the only destination takes all requests, whatever its weight: ${total} is not ${total} %`
      : `the weights ${weights.join(', ')} add up to ${total}, Istio takes them as shares: ${shares.join(', ')}`;
  return [findingAt(resource, path, 'LAB0303', message)];
}
