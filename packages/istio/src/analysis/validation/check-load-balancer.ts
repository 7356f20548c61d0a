import { message } from '../../findings/message.ts';
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
    report(at, message('IST0106.distributeAndFailover'));
  }
  if (failover.length + failoverPriority.length > 0 && !hasOutlierDetection) {
    report(at, message('IST0133.failoverWithoutDetection'));
  }
}

function checkConsistentHash(
  hash: LoadBalancerSettings['consistentHash'],
  path: FieldPath,
  report: Report,
): void {
  if (!hash) return;
  if (hash.httpCookie && !hash.httpCookie.name)
    report([...path, 'httpCookie'], message('IST0106.cookieName'));
  if (hash.minimumRingSize) {
    report([...path, 'minimumRingSize'], message('IST0133.minimumRingSize'));
    if (hash.ringHash || hash.maglev) report(path, message('IST0106.ringSizeTwice'));
  }
  if (!hash.maglev) return;
  const tableSize = Number(hash.maglev.tableSize ?? 0);
  const at = [...path, 'maglev', 'tableSize'];
  if (tableSize >= MAGLEV_LIMIT) report(at, message('IST0106.tableTooLarge', { limit: MAGLEV_LIMIT }));
  else if (!isPrime(tableSize)) report(at, message('IST0106.tableNotPrime', { size: tableSize }));
}

function isPrime(number: number): boolean {
  if (number < 2) return false;
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return true;
}

function checkWarmup(warmup: LoadBalancerSettings['warmup'], path: FieldPath, report: Report): void {
  if (!warmup) return;
  report(
    [...path, 'duration'],
    warmup.duration ? durationProblem(warmup.duration) : message('IST0106.warmupDuration'),
  );
  if ((warmup.minimumPercent ?? 0) > 100)
    report([...path, 'minimumPercent'], message('IST0106.minimumPercent'));
  if (warmup.aggression !== undefined && warmup.aggression <= 0) {
    report([...path, 'aggression'], message('IST0106.aggression'));
  }
}
