import { type Manifest, valueAt } from '../manifest.ts';
import { type Candidate, resourceNames } from './chart-value.ts';
import { isCount } from './limits.ts';

/** The bounds of each HorizontalPodAutoscaler. */
export function autoscalingValues(manifests: readonly Manifest[]): Candidate[] {
  const autoscalers = manifests.filter(({ kind }) => kind === 'HorizontalPodAutoscaler');
  return autoscalers.flatMap((manifest): Candidate[] => {
    const fields = ['minReplicas', 'maxReplicas'].filter((field) =>
      isCount(valueAt(manifest, ['spec', field])),
    );
    const initial = Object.fromEntries(fields.map((field) => [field, valueAt(manifest, ['spec', field])]));
    return fields.map((field) => ({
      group: 'autoscaling',
      names: resourceNames(manifest),
      initial,
      place: { manifest, path: ['spec', field], template: (value) => `{{ int ${value}.${field} }}` },
    }));
  });
}
