import type { HttpRouteDestination } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { isDnsLabel, portProblem, wildcardDomainProblem } from './formats.ts';
import type { Report } from './report.ts';

type Destination = HttpRouteDestination['destination'];

/** A route's or a mirror's target: host, subset name, port number. */
export function checkDestination(
  destination: Destination | undefined,
  path: FieldPath,
  report: Report,
): void {
  if (!destination) return;
  const { host, subset, port } = destination;
  const hostProblem =
    host === '*' ? 'a destination must name one host, not "*"' : wildcardDomainProblem(host ?? '');
  report.error([...path, 'host'], hostProblem);
  if (subset && !isDnsLabel(subset)) report.error([...path, 'subset'], `"${subset}" is no valid subset name`);
  if (port) report.error([...path, 'port', 'number'], portProblem(port.number));
}

/** Weights need not add up to 100: Istio takes them as shares. They must not be negative, nor all zero. */
export function checkWeights(
  destinations: readonly { readonly weight?: number }[],
  path: FieldPath,
  report: Report,
): void {
  for (const [index, { weight = 0 }] of destinations.entries()) {
    if (weight < 0) report.error([...path, index, 'weight'], `weight ${weight} is negative`);
  }
  const total = destinations.reduce((sum, { weight = 0 }) => sum + weight, 0);
  if (destinations.length > 1 && total === 0) {
    report.error(path, 'the weights of these destinations add up to 0: give each destination its share');
  }
}
