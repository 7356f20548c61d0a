import { join } from 'node:path';
import { runCommand } from '@lab/process';
import type { SizeFigures } from './check-of-size.ts';
import type { Measurement } from './measurement.ts';
import type { BenchSection } from './section.ts';

const SIZES = [10, 100, 300, 1000];
/** Beyond it the configuration of one proxy alone takes longer than all other sections. */
const TRANSLATED = 300;
/** Milliseconds of CPU that the check of so many services may take. */
const AIMS: Readonly<Record<number, number>> = { 300: 2_000, 1000: 7_000 };

interface Sized extends SizeFigures {
  readonly services: number;
}

/** What the check of a mesh costs by its size; each size in a process that has done nothing before. */
export const meshSize: BenchSection = {
  name: 'size',
  summary: 'the CPU time of a check by the number of services',
  async measure({ progress, signal }) {
    const figures: Sized[] = [];
    for (const services of SIZES) {
      progress(`${services} services`);
      figures.push({ services, ...(await measureSize(services, signal)) });
    }
    return figures.flatMap((sized, index) => rowsOf(sized, figures[index - 1]));
  },
};

async function measureSize(services: number, signal: AbortSignal): Promise<SizeFigures> {
  const program = join(import.meta.dirname, 'check-of-size.ts');
  const more = services <= TRANSLATED ? ['translate'] : [];
  const args = [program, String(services), ...more];
  const { ok, stdout, stderr } = await runCommand(process.execPath, args, { signal });
  signal.throwIfAborted();
  if (!ok) throw new Error(`${program} failed: ${stderr}`);
  return JSON.parse(stdout) as SizeFigures;
}

/** Beside the figures of the size before, so that the ratio says how they grow. */
export function rowsOf(sized: Sized, before: Sized | undefined): Measurement[] {
  const { services } = sized;
  const beside = before ? `, beside ${before.services}` : '';
  const most = AIMS[services];
  const row = (
    measure: string,
    value: number | undefined,
    smaller: number | undefined,
    more: Partial<Measurement> = {},
  ): Measurement[] =>
    value === undefined
      ? []
      : [{ measure, unit: 'ms', with: value, ...(smaller !== undefined && { without: smaller }), ...more }];
  const aim = most === undefined ? {} : { aim: { of: 'with', most } as const };
  return [
    ...row(`check of ${services} services${beside}`, total(sized), before && total(before), aim),
    ...row('  of this reading', sized.reading, before?.reading),
    ...row('  the model', sized.model, before?.model),
    ...row('  validation and rules', sized.analysis, before?.analysis),
    ...row(`one proxy of ${services} services${beside}`, sized.translation, before?.translation),
  ];
}

function total({ reading, model, analysis }: SizeFigures): number {
  return reading + model + analysis;
}
