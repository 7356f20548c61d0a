import type { DestinationRuleSpec, VirtualServiceSpec } from '../resources/istio-types.ts';
import type { Resource } from '../resources/resource.ts';
import { isKnownKind, kindsOfGroup, schemaProblems } from '../resources/schema-problems.ts';
import type { Finding } from './finding.ts';
import { didYouMean } from './suggest.ts';
import { createReport, type Report } from './validation/report.ts';
import { validateDestinationRule } from './validation/validate-destination-rule.ts';
import { validateVirtualService } from './validation/validate-virtual-service.ts';

/**
 * What an API server with Istio's webhook would say to each resource by itself: its published schema first, and
 * where that holds the rules that Istio's validation adds. Findings are in the order of the resources.
 */
export function validateResources(resources: readonly Resource[]): Finding[] {
  return resources.flatMap((resource) => {
    const { report, findings } = createReport(resource);
    checkKind(resource, report);
    for (const { path, message } of schemaProblems(resource.raw)) report.error(path, message);
    if (findings.length === 0) checkBeyondSchema(resource, report);
    return findings;
  });
}

function checkKind({ apiVersion, kind }: Resource, report: Report): void {
  const known = kindsOfGroup(apiVersion);
  if (known.length === 0 || isKnownKind(apiVersion, kind)) return;
  const name = `${apiVersion} ${kind}`;
  report.error(['kind'], `"${name}" is not a kind of this API${didYouMean(name, known)}`);
}

function checkBeyondSchema(resource: Resource, report: Report): void {
  if (isNetworking<VirtualServiceSpec>(resource, 'VirtualService')) validateVirtualService(resource, report);
  if (isNetworking<DestinationRuleSpec>(resource, 'DestinationRule'))
    validateDestinationRule(resource, report);
}

function isNetworking<Spec>(resource: Resource, kind: string): resource is Resource<Spec> {
  return resource.kind === kind && resource.apiVersion.startsWith('networking.istio.io/');
}
