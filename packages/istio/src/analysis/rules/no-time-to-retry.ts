import { type Finding, finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { readDuration } from '../../model/duration.ts';
import type { HttpRoute, VirtualServiceSpec } from '../../resources/istio-types.ts';
import { oncePer } from '../../resources/once-per.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';
import type { Rule } from './rule.ts';

/**
 * Retries after a timeout that can never happen: the route's timeout spans all tries, and Envoy ignores a timeout per
 * try that is not shorter than it (envoy router.cc, `FilterUtility::finalTimeout`).
 */
export const noTimeToRetry: Rule = (mesh) => mesh.virtualServices.flatMap(reportsOf);

const reportsOf = oncePer((resource: Resource<VirtualServiceSpec>): readonly Finding[] =>
  (resource.spec.http ?? []).flatMap((route, index) => report(resource, route, ['spec', 'http', index])),
);

function report(resource: Resource, { timeout, retries }: HttpRoute, path: FieldPath): Finding[] {
  const perTryTimeout = retries?.perTryTimeout;
  if (!timeout || !perTryTimeout) return [];
  if ((readDuration(perTryTimeout) ?? 0) < (readDuration(timeout) ?? 0)) return [];
  return [
    finding('LAB0315', { timeout, perTryTimeout }, at(resource, [...path, 'retries', 'perTryTimeout'])),
  ];
}
