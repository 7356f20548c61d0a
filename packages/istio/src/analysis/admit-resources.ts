import { effectOf } from '../findings/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import { identityOf } from '../resources/identity.ts';
import { oncePer } from '../resources/once-per.ts';
import type { Resource } from '../resources/resource.ts';
import { validateResources } from './validate-resources.ts';

/** What a cluster has after resources were applied to it. */
export interface Admission {
  /** Those that were admitted, and of those that were refused the last good version where there is one. */
  readonly resources: readonly Resource[];
  readonly findings: readonly Finding[];
}

/**
 * Applies resources as `kubectl apply` does, each by itself: the API server and Istio's webhook refuse one without regard
 * to the others, and the version that was applied before stays.
 *
 * @param applied what was in force before; without it nothing is told of what became of a resource
 */
export function admitResources(resources: readonly Resource[], applied?: readonly Resource[]): Admission {
  const before = new Map(applied?.map((resource) => [identityOf(resource), resource]));
  const admitted: Resource[] = [];
  const findings: Finding[] = [];
  for (const resource of resources) {
    const found = validated(resource);
    const isRefused = found.some(isRefusal);
    const last = isRefused ? before.get(identityOf(resource)) : resource;
    if (last) admitted.push(last);
    const outcome = last ? 'not applied: the previous version is still active' : 'not applied';
    findings.push(...found.map((one) => (applied && isRefusal(one) ? { ...one, outcome } : one)));
  }
  return { resources: admitted, findings };
}

/** Once for each resource: an edit leaves most as they are. */
const validated = oncePer((resource: Resource): readonly Finding[] => validateResources([resource]));

function isRefusal({ code, severity }: Finding): boolean {
  return severity === 'error' && effectOf(code) === 'refused';
}
