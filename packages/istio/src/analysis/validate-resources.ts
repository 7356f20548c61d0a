import type { Finding } from '../findings/finding.ts';
import type { Resource } from '../resources/resource.ts';
import { schemaProblems } from '../resources/schema-problems.ts';
import { checkKind } from './validation/check-kind.ts';
import { checkNames } from './validation/check-names.ts';
import { createReport, type Report, type Validator } from './validation/report.ts';
import { validateAuthorizationPolicy } from './validation/validate-authorization-policy.ts';
import { validateDestinationRule } from './validation/validate-destination-rule.ts';
import { validateGateway } from './validation/validate-gateway.ts';
import { validateMeshConfig } from './validation/validate-mesh-config.ts';
import {
  validatePeerAuthentication,
  validateRequestAuthentication,
  validateSidecar,
  validateTelemetry,
} from './validation/validate-policies.ts';
import { validateServiceEntry } from './validation/validate-service-entry.ts';
import { validateVirtualService } from './validation/validate-virtual-service.ts';
import { validateRollout, validateWorkload } from './validation/validate-workload.ts';

/**
 * What an API server with Istio's webhook would say to each resource by itself: its published schema first, and
 * where that holds the rules that Istio's validation adds. Findings are in the order of the resources.
 */
export function validateResources(resources: readonly Resource[]): Finding[] {
  return resources.flatMap((resource) => {
    const { report, findings } = createReport(resource);
    checkKind(resource, report);
    for (const { path, message } of schemaProblems(resource.raw)) report(path, message);
    if (findings.length === 0) {
      checkNames(resource, report);
      checkBeyondSchema(resource, report);
    }
    return findings;
  });
}

/** The rules that Istio adds to the schema of a kind, by `GROUP/KIND`. */
const VALIDATORS: Readonly<Record<string, Validator<never>>> = {
  'apps/DaemonSet': validateWorkload,
  'apps/Deployment': validateWorkload,
  'apps/ReplicaSet': validateWorkload,
  'apps/StatefulSet': validateWorkload,
  'argoproj.io/Rollout': validateRollout,
  'v1/ConfigMap': validateMeshConfig,
  'networking.istio.io/DestinationRule': validateDestinationRule,
  'networking.istio.io/Gateway': validateGateway,
  'networking.istio.io/ServiceEntry': validateServiceEntry,
  'networking.istio.io/Sidecar': validateSidecar,
  'networking.istio.io/VirtualService': validateVirtualService,
  'security.istio.io/AuthorizationPolicy': validateAuthorizationPolicy,
  'security.istio.io/PeerAuthentication': validatePeerAuthentication,
  'security.istio.io/RequestAuthentication': validateRequestAuthentication,
  'telemetry.istio.io/Telemetry': validateTelemetry,
};

function checkBeyondSchema(resource: Resource, report: Report): void {
  const [group] = resource.apiVersion.split('/', 1);
  VALIDATORS[`${group}/${resource.kind}`]?.(resource as Resource<never>, report);
}
