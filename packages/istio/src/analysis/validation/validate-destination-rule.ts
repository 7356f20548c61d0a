import type { DestinationRuleSpec } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import type { Report, Validator } from './report.ts';

/** What Istio refuses or warns of in a DestinationRule (istio pkg/config/validation, `ValidateDestinationRule`). */
export const validateDestinationRule: Validator<DestinationRuleSpec> = ({ spec }, report) => {
  if (!spec.host) report.error(['spec', 'host'], 'a DestinationRule needs a host');
  checkPolicy(spec.trafficPolicy, ['spec', 'trafficPolicy'], report);
  for (const [index, subset] of (spec.subsets ?? []).entries()) {
    const path = ['spec', 'subsets', index];
    const twin = spec.subsets?.slice(0, index).some(({ name }) => name === subset.name);
    if (twin) report.error([...path, 'name'], `subset "${subset.name}" is there twice`);
    checkPolicy(subset.trafficPolicy, [...path, 'trafficPolicy'], report);
  }
};

/** As far as it is read here; the whole type is too deep for the compiler to compare. */
interface OutlierPolicy {
  readonly outlierDetection?: { readonly consecutiveErrors?: number };
}

function checkPolicy(policy: OutlierPolicy | undefined, path: FieldPath, report: Report): void {
  if (policy?.outlierDetection?.consecutiveErrors === undefined) return;
  report.warning(
    [...path, 'outlierDetection', 'consecutiveErrors'],
    'Istio ignores consecutiveErrors: write consecutive5xxErrors (or consecutiveGatewayErrors) in its place, or no host is ejected for it',
  );
}
