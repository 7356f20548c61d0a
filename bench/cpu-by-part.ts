import type { LabStatus } from '@lab/local';
import type { Measurement } from './measurement.ts';
import { cpuSeconds, processTree } from './process-usage.ts';
import { median, quantile } from './quantile.ts';

const PARTS = ['gateway', 'sidecars', 'applications', 'the lab'] as const;
type Part = (typeof PARTS)[number];

/** CPU milliseconds of a request, by who spends them. */
export type CostByPart = Readonly<Record<Part, number>>;

/** What a lab spends from now on: asked later, it gives the milliseconds of each of so many requests. */
export function cpuByPart(status: LabStatus): (requests: number) => CostByPart {
  const pids = partsOf(status);
  const before = spent(pids);
  return (requests) => {
    const after = spent(pids);
    const cost = (part: Part) => ((after[part] - before[part]) * 1_000) / requests;
    return Object.fromEntries(PARTS.map((part) => [part, cost(part)])) as Record<Part, number>;
  };
}

function partsOf({ pid, pods }: LabStatus): Readonly<Record<Part, readonly number[]>> {
  const pidsOf = (part: 'sidecar' | 'application', wanted: (proxy: string) => boolean) =>
    pods.flatMap((pod) => (wanted(pod.proxy) ? (pod[part]?.pid ?? []) : []));
  return {
    gateway: pidsOf('sidecar', (proxy) => proxy === 'gateway'),
    sidecars: pidsOf('sidecar', (proxy) => proxy !== 'gateway'),
    applications: pidsOf('application', () => true).flatMap(processTree),
    'the lab': [pid],
  };
}

function spent(pids: Readonly<Record<Part, readonly number[]>>): Record<Part, number> {
  const seconds = (part: Part) => pids[part].reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  return Object.fromEntries(PARTS.map((part) => [part, seconds(part)])) as Record<Part, number>;
}

/**
 * Medians of blocks in pairs, and of the ratio of the blocks of a pair the median and the quartiles; the aim, at most 1.03,
 * is for all processes together.
 */
export function costRows(
  measure: string,
  without: readonly CostByPart[],
  withIt: readonly CostByPart[],
): Measurement[] {
  const all = (cost: CostByPart) => PARTS.reduce((sum, part) => sum + cost[part], 0);
  const row = (name: string, of: (cost: CostByPart) => number): Measurement => {
    const ratios = withIt.map((cost, pair) => of(cost) / of(without[pair] as CostByPart));
    return {
      ...{ measure: name, unit: 'ms', without: median(without.map(of)), with: median(withIt.map(of)) },
      ratio: { median: median(ratios), low: quantile(ratios, 0.25), high: quantile(ratios, 0.75) },
    };
  };
  return [
    { ...row(`${measure}, all processes`, all), aim: { of: 'ratio', most: 1.03 } },
    ...PARTS.map((part) => row(`  ${part}`, (cost) => cost[part])),
  ];
}
