import { entriesAt, type Manifest, valueAt } from '../manifest.ts';
import { type Candidate, resourceNames } from './chart-value.ts';
import { isPercentage } from './limits.ts';

/** The share of requests that is traced, of each Telemetry (Istio's reference, Tracing.randomSamplingPercentage). */
export function samplingValues(manifests: readonly Manifest[]): Candidate[] {
  return manifests
    .filter(({ kind }) => kind === 'Telemetry')
    .flatMap((manifest) =>
      entriesAt(manifest, ['spec', 'tracing']).flatMap(([at]): Candidate[] => {
        const path = [...at, 'randomSamplingPercentage'];
        const initial = valueAt(manifest, path);
        if (!isPercentage(initial)) return [];
        return [
          {
            group: 'sampling',
            names: resourceNames(manifest),
            initial,
            place: { manifest, path, template: (value) => `{{ ${value} }}` },
          },
        ];
      }),
    );
}
