import type { Mesh } from '../model/mesh.ts';
import type { Resource } from '../resources/resource.ts';
import type { Finding } from './finding.ts';
import { gatewayApiNotAccepted } from './rules/gateway-api-not-accepted.ts';
import { gatewayWithoutPods } from './rules/gateway-without-pods.ts';
import { referencedGatewayNotFound } from './rules/referenced-gateway-not-found.ts';
import { referencedHostNotFound } from './rules/referenced-host-not-found.ts';
import { referencedSubsetNotFound } from './rules/referenced-subset-not-found.ts';
import type { Rule } from './rules/rule.ts';
import { subsetWithoutPods } from './rules/subset-without-pods.ts';
import { undefinedTracingProvider } from './rules/undefined-tracing-provider.ts';
import { unsupportedField } from './rules/unsupported-field.ts';

/** In the order in which their findings are shown. */
const RULES: readonly Rule[] = [
  referencedHostNotFound,
  referencedSubsetNotFound,
  referencedGatewayNotFound,
  subsetWithoutPods,
  undefinedTracingProvider,
  gatewayApiNotAccepted,
  gatewayWithoutPods,
  unsupportedField,
];

/** What does not fit together in a configuration whose resources are each valid. Never throws. */
export function analyze(mesh: Mesh, resources: readonly Resource[]): Finding[] {
  return RULES.flatMap((rule) => rule(mesh, resources));
}
