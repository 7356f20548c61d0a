import type { FieldPath } from '../../resources/resource.ts';
import type { LoadBalancerSettings } from '../../resources/traffic-policy-types.ts';
import { durationProblem } from './formats.ts';
import type { Report } from './report.ts';

/** Envoy's limit on a Maglev table (envoy `MaglevTable::MaxTableSize`). */
const MAGLEV_LIMIT = 5_000_011;

export function checkLoadBalancer(
  loadBalancer: LoadBalancerSettings | undefined,
  hasOutlierDetection: boolean,
  path: FieldPath,
  report: Report,
): void {
  if (!loadBalancer) return;
  checkConsistentHash(loadBalancer.consistentHash, [...path, 'consistentHash'], report);
  checkWarmup(loadBalancer.warmup, [...path, 'warmup'], report);
  const { distribute = [], failover = [], failoverPriority = [] } = loadBalancer.localityLbSetting ?? {};
  const at = [...path, 'localityLbSetting'];
  if (
    [distribute, failover, failoverPriority].filter(({ length }) => length > 0).length > 1 &&
    distribute.length > 0
  ) {
    report.error(at, 'localityLbSetting must not have both distribute and failover');
  }
  if (failover.length + failoverPriority.length > 0 && !hasOutlierDetection) {
    report.warning(
      at,
      'failover needs outlierDetection in the same policy, which tells when a locality is down',
    );
  }
}

function checkConsistentHash(
  hash: LoadBalancerSettings['consistentHash'],
  path: FieldPath,
  report: Report,
): void {
  if (!hash) return;
  if (hash.httpCookie && !hash.httpCookie.name)
    report.error([...path, 'httpCookie'], 'httpCookie needs a name');
  if (hash.minimumRingSize) {
    report.warning(
      [...path, 'minimumRingSize'],
      'minimumRingSize is deprecated: write ringHash.minimumRingSize',
    );
    if (hash.ringHash || hash.maglev) report.error(path, 'minimumRingSize excludes ringHash and maglev');
  }
  if (!hash.maglev) return;
  const tableSize = Number(hash.maglev.tableSize ?? 0);
  const at = [...path, 'maglev', 'tableSize'];
  if (tableSize >= MAGLEV_LIMIT) report.error(at, `tableSize must be smaller than ${MAGLEV_LIMIT}`);
  else if (!isPrime(tableSize)) report.error(at, `tableSize ${tableSize} is no prime number`);
}

function isPrime(number: number): boolean {
  if (number < 2) return false;
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return true;
}

function checkWarmup(warmup: LoadBalancerSettings['warmup'], path: FieldPath, report: Report): void {
  if (!warmup) return;
  report.error(
    [...path, 'duration'],
    warmup.duration ? durationProblem(warmup.duration) : 'warmup needs a duration',
  );
  if ((warmup.minimumPercent ?? 0) > 100)
    report.error([...path, 'minimumPercent'], 'minimumPercent is above 100');
  if (warmup.aggression !== undefined && warmup.aggression <= 0) {
    report.error([...path, 'aggression'], 'aggression must be above 0');
  }
}
