import { groupOf, type Manifest, valueAt } from '../manifest.ts';
import { type Candidate, resourceNames } from './chart-value.ts';
import { isCount } from './limits.ts';

/** The replicas of each Deployment and StatefulSet that has a number; an autoscaler's workload has none. */
export function replicaValues(manifests: readonly Manifest[]): Candidate[] {
  return manifests.flatMap((manifest): Candidate[] => {
    const path = ['spec', 'replicas'];
    const initial = valueAt(manifest, path);
    if (groupOf(manifest) !== 'apps' || !isCount(initial)) return [];
    return [
      {
        group: 'replicas',
        names: resourceNames(manifest),
        initial,
        place: { manifest, path, template: (value) => `{{ int ${value} }}` },
      },
    ];
  });
}
