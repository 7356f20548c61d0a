import { message } from '../../findings/message.ts';
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
    host === '*' ? message('IST0106.destinationWildcard') : wildcardDomainProblem(host ?? '');
  report([...path, 'host'], hostProblem);
  if (subset && !isDnsLabel(subset))
    report([...path, 'subset'], message('IST0106.subsetName', { name: subset }));
  if (port) report([...path, 'port', 'number'], portProblem(port.number));
}

/** Weights need not add up to 100: Istio takes them as shares. They must not be negative, nor all zero. */
export function checkWeights(
  destinations: readonly { readonly weight?: number }[],
  path: FieldPath,
  report: Report,
): void {
  for (const [index, { weight = 0 }] of destinations.entries()) {
    if (weight < 0) report([...path, index, 'weight'], message('IST0106.weightNegative', { weight }));
  }
  const total = destinations.reduce((sum, { weight = 0 }) => sum + weight, 0);
  if (destinations.length > 1 && total === 0) {
    report(path, message('IST0106.weightsZero'));
  }
}
