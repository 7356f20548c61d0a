import type { BenchLab } from './bench-lab.ts';
import type { Measurement } from './measurement.ts';

/** What every section gets. */
export interface BenchContext {
  /** Absolute path of the project. */
  readonly root: string;
  readonly lab: BenchLab;
  /** Requests a second of the load at a fixed rate; absent: the section's own. */
  readonly rate?: number;
  /** Of the section that watches for so long. */
  readonly minutes: number;
  /** Says what is being measured. */
  readonly progress: (text: string) => void;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

/** One thing that is measured; may be asked for by its name. */
export interface BenchSection {
  readonly name: string;
  readonly summary: string;
  /** @throws NotMeasured, or what keeps the lab or a service from running */
  measure(context: BenchContext): Promise<readonly Measurement[]>;
}
