import { type JudgedMeasurement, judge } from './measurement.ts';
import type { BenchContext, BenchSection } from './section.ts';

export interface BenchRun {
  readonly measurements: readonly (JudgedMeasurement & { readonly section: string })[];
  /** What could not be measured, and why. */
  readonly failures: readonly { readonly section: string; readonly error: Error }[];
}

/** Measures one section after the other. One that fails does not keep the others from being measured; an abort does. */
export async function runSections(wanted: readonly BenchSection[], context: BenchContext): Promise<BenchRun> {
  const measurements: (JudgedMeasurement & { readonly section: string })[] = [];
  const failures: { readonly section: string; readonly error: Error }[] = [];
  for (const { name, measure } of wanted) {
    try {
      const taken = await measure({ ...context, progress: (text) => context.progress(`${name}: ${text}`) });
      measurements.push(...taken.map((measurement) => ({ section: name, ...judge(measurement) })));
    } catch (error) {
      if (context.signal.aborted) break;
      failures.push({ section: name, error: error as Error });
    }
  }
  return { measurements, failures };
}
