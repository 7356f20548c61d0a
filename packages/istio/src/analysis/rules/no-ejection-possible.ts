import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { destinationRules } from '../../model/destination-rule.ts';
import type { OutlierDetection } from '../../model/traffic-policy.ts';
import { clustersShapedBy } from '../lookup/clusters-in-effect.ts';
import { policyPlaces } from '../lookup/policy-places.ts';
import type { Rule } from './rule.ts';

/** Envoy's default, which Istio leaves alone where a rule says nothing or 0. */
const DEFAULT_MAX_EJECTION_PERCENT = 10;

/**
 * Outlier detection that can eject no endpoint. Envoy ejects one only while the ejected ones, this one included, are
 * at most `maxEjectionPercent` of the cluster (envoy outlier_detection_impl.cc, `ejectHost`); Istio does not set
 * `always_eject_one_host`. Where at least one of the rule's clusters is large enough, nothing is said.
 */
export const noEjectionPossible: Rule = (mesh) =>
  destinationRules(mesh).flatMap((rule) =>
    policyPlaces(rule).flatMap(({ path, policy: { outlierDetection } }) => {
      if (!outlierDetection) return [];
      const largest = clustersShapedBy(mesh, outlierDetection)
        .filter(({ service }) => isListed(service.resolution))
        .reduce((most, { endpoints }) => Math.max(most, endpoints.length), 0);
      const percent = outlierDetection.maxEjectionPercent || DEFAULT_MAX_EJECTION_PERCENT;
      if (largest === 0 || 100 / largest <= percent) return [];
      const isDefault = percent === DEFAULT_MAX_EJECTION_PERCENT;
      const needed = Math.ceil(100 / largest);
      return [
        finding(
          'LAB0305',
          { percent, isDefault, endpoints: largest, needed },
          at(rule.resource, pathOf(outlierDetection, path)),
        ),
      ];
    }),
  );

/** Whether it is known how many endpoints there are. */
function isListed(resolution: string): boolean {
  return resolution === 'static';
}

function pathOf({ maxEjectionPercent }: OutlierDetection, path: readonly (string | number)[]) {
  const whole = [...path, 'outlierDetection'];
  return maxEjectionPercent === undefined ? whole : [...whole, 'maxEjectionPercent'];
}
