import { join } from 'node:path';
import { runCommand } from '@lab/process';
import type { SizeFigures } from './check-of-size.ts';
import type { Aim, Measurement } from './measurement.ts';
import { quantile } from './quantile.ts';
import type { BenchSection } from './section.ts';

const SIZES = [10, 100, 300, 1000];
/** Each in a process that has done nothing before. */
const RUNS = 3;

type Figure = keyof SizeFigures;

const MEASURES: Readonly<Record<Figure, { readonly name: string; readonly unit: 'ms' | 'MB' }>> = {
  parsing: { name: 'parsing', unit: 'ms' },
  check: { name: 'check', unit: 'ms' },
  translation: { name: 'one proxy', unit: 'ms' },
  edit: { name: 'an edit of a VirtualService', unit: 'ms' },
  memory: { name: 'memory (RSS)', unit: 'MB' },
};

/** The most that the largest mesh may take. */
const MOST: Readonly<Record<Figure, number>> = {
  parsing: 1200,
  check: 2000,
  translation: 350,
  edit: 150,
  memory: 600,
};
/** How much more than a mesh of a tenth of the size it may take. */
const GROWTH: Readonly<Partial<Record<Figure, number>>> = { check: 12, translation: 12 };

interface Sized extends SizeFigures {
  readonly services: number;
}

/** What the check of a mesh and the configuration of a proxy cost by the number of services. */
export const meshSize: BenchSection = {
  name: 'size',
  summary: 'the CPU time and memory of a check and of one proxy by the number of services',
  async measure({ progress, signal }) {
    const figures: Sized[] = [];
    for (const services of SIZES) {
      const runs: SizeFigures[] = [];
      for (let run = 1; run <= RUNS; run++) {
        progress(`${services} services, ${run} of ${RUNS}`);
        runs.push(await measureSize(services, signal));
      }
      figures.push({ services, ...medians(runs) });
    }
    return rowsOf(figures);
  },
};

async function measureSize(services: number, signal: AbortSignal): Promise<SizeFigures> {
  const program = join(import.meta.dirname, 'check-of-size.ts');
  const { ok, stdout, stderr } = await runCommand(process.execPath, [program, String(services)], { signal });
  signal.throwIfAborted();
  if (!ok) throw new Error(`${program} failed: ${stderr}`);
  return JSON.parse(stdout) as SizeFigures;
}

function medians(runs: readonly SizeFigures[]): SizeFigures {
  const median = (figure: Figure) =>
    quantile(
      runs.map((run) => run[figure]),
      0.5,
    );
  return {
    parsing: median('parsing'),
    check: median('check'),
    translation: median('translation'),
    edit: median('edit'),
    memory: median('memory'),
  };
}

/** @param figures by size, the smallest first; each beside the one before, and the last beside that of a tenth of its size */
export function rowsOf(figures: readonly Sized[]): Measurement[] {
  const largest = figures.at(-1);
  const tenth = figures.find(({ services }) => services * 10 === largest?.services);
  return (Object.keys(MEASURES) as Figure[]).flatMap((figure) => {
    const { name, unit } = MEASURES[figure];
    const row = (sized: Sized, smaller: Sized | undefined, aim?: Aim): Measurement => ({
      measure: `${name} of ${sized.services} services${smaller ? `, beside ${smaller.services}` : ''}`,
      unit,
      with: sized[figure],
      ...(smaller && { without: smaller[figure] }),
      ...(aim && { aim }),
    });
    const growth = GROWTH[figure];
    return [
      ...figures.map((sized, index) => {
        const aim = sized === largest ? { of: 'with' as const, most: MOST[figure] } : undefined;
        return row(sized, figures[index - 1], aim);
      }),
      ...(growth && largest && tenth ? [row(largest, tenth, { of: 'ratio', most: growth })] : []),
    ];
  });
}
