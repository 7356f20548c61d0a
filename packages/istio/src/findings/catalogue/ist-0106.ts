import { entryOfMany } from './entry.ts';
import { DESTINATION_RULE, DESTINATION_RULE_WARNINGS } from './ist-0106/destination-rule.ts';
import { GATEWAY, GATEWAY_WARNINGS } from './ist-0106/gateway.ts';
import { HTTP_ROUTE, HTTP_ROUTE_WARNINGS } from './ist-0106/http-route.ts';
import { NAMES } from './ist-0106/names.ts';
import { POLICY, POLICY_WARNINGS } from './ist-0106/policy.ts';
import { SCHEMA } from './ist-0106/schema.ts';
import { SERVICE_ENTRY, SERVICE_ENTRY_WARNINGS } from './ist-0106/service-entry.ts';
import { VALUES } from './ist-0106/values.ts';
import { VIRTUAL_SERVICE, VIRTUAL_SERVICE_WARNINGS } from './ist-0106/virtual-service.ts';

/** What the API server and Istio's admission webhook refuse. */
export const IST_0106 = {
  IST0106: entryOfMany({
    name: 'SchemaValidationError',
    severity: 'error',
    effect: 'refused',
    messages: {
      ...SCHEMA,
      ...NAMES,
      ...VALUES,
      ...VIRTUAL_SERVICE,
      ...HTTP_ROUTE,
      ...DESTINATION_RULE,
      ...GATEWAY,
      ...SERVICE_ENTRY,
      ...POLICY,
    },
    sample: ['unknownField', { field: 'rout', parent: 'spec.http[0]', hint: ': did you mean "route"?' }],
    meaning:
      'The API server refuses the object: it has a field that its kind does not have, a value of the wrong type, a name or ' +
      "label that Kubernetes does not allow, or something that Istio's admission webhook rejects. The selector of a " +
      'Deployment does not match its own pods, or the kind does not exist in this group and version. The previous version of the ' +
      'object stays active. Of the mesh configuration in a ConfigMap, istiod itself refuses what is invalid, and keeps the previous one.',
    remedy:
      'Do what the message says. Put text that YAML reads as a number or a boolean (`1`, `on`, `off`, `yes`) into quotes. ' +
      'A duration needs a unit (`5s`).',
  }),
} as const;

/** What Istio's admission webhook accepts with a warning. */
export const IST_0133 = {
  IST0133: entryOfMany({
    name: 'SchemaWarning',
    severity: 'warning',
    effect: 'in-effect',
    messages: {
      ...VIRTUAL_SERVICE_WARNINGS,
      ...HTTP_ROUTE_WARNINGS,
      ...DESTINATION_RULE_WARNINGS,
      ...GATEWAY_WARNINGS,
      ...SERVICE_ENTRY_WARNINGS,
      ...POLICY_WARNINGS,
    },
    sample: ['consecutiveErrors'],
    meaning:
      'Istio accepts the object with a warning: it ignores a field, or a policy covers more than it seems to. A common ' +
      'case is `outlierDetection.consecutiveErrors`, which has no effect in any proxy.',
    remedy:
      'Do what the message says. For outlier detection, write `consecutive5xxErrors` with the same number.',
  }),
} as const;
