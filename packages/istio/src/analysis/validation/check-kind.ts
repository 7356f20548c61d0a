import { message } from '../../findings/message.ts';
import { didYouMean, suggest } from '../../findings/suggest.ts';
import type { Resource } from '../../resources/resource.ts';
import { apiVersionsOf, isKnownKind, kindsOfGroup, knownGroups } from '../../resources/schema-problems.ts';
import type { Problem, Report } from './report.ts';

/** What took the place of the APIs that Istio has removed (Istio "Change Notes", 1.5 to 1.8). */
const REMOVED: Readonly<Record<string, string>> = {
  'authentication.istio.io': 'PeerAuthentication and RequestAuthentication of security.istio.io/v1',
  'rbac.istio.io': 'AuthorizationPolicy of security.istio.io/v1',
  'config.istio.io': 'Telemetry of telemetry.istio.io/v1 and AuthorizationPolicy of security.istio.io/v1',
};

/** Groups of Istio's own that are no API of a control plane that runs. */
const NOT_SERVED = new Set(['install.istio.io', 'operator.istio.io']);

/** A group may be mistyped by as much. */
const TYPO = 2;

/**
 * Whether the API server has the kind: a group that Kubernetes, Istio or the Gateway API owns and a kind that is not
 * of it. Nothing is said of the APIs of others.
 */
export function checkKind({ apiVersion, kind }: Resource, report: Report): void {
  if (isKnownKind(apiVersion, kind)) return;
  const group = apiVersion.includes('/') ? (apiVersion.split('/', 1)[0] ?? '') : '';
  const successors = REMOVED[group];
  const object = `${apiVersion} ${kind}`;
  if (successors) report(['apiVersion'], message('IST0106.removedApi', { object, successors }));
  else if (isOwned(group)) report(...problem(apiVersion, kind));
}

function problem(apiVersion: string, kind: string): [path: string[], problem: Problem] {
  const object = `${apiVersion} ${kind}`;
  const versions = apiVersionsOf(kind);
  if (versions.length > 0) {
    return [['apiVersion'], message('IST0106.kindOfOtherApi', { object, kind, versions })];
  }
  const known = kindsOfGroup(apiVersion);
  if (known.length > 0)
    return [['kind'], message('IST0106.unknownKind', { object, hint: didYouMean(object, known) })];
  const hint = didYouMean(apiVersion, knownGroups());
  return [['apiVersion'], message('IST0106.unknownApi', { object, hint })];
}

/** A group without a dot is Kubernetes' own (Kubernetes "API groups"); one that is nearly a known one is a slip. */
function isOwned(group: string): boolean {
  if (NOT_SERVED.has(group)) return false;
  if (group.endsWith('.istio.io') || !group.includes('.')) return true;
  return suggest(group, knownGroups(), TYPO) !== undefined;
}
