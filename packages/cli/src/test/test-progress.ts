import { type Durations, expectedSeconds } from './durations.ts';
import type { TestFile } from './list-files.ts';
import type { Project } from './plan-runs.ts';
import { secondResult } from './run-again.ts';
import type { FileResult } from './test-events.ts';

/** How many files of a project run at the same time, on a machine with two cores. */
const WORKERS: Readonly<Record<Project, number>> = {
  ...{ unit: 2, programs: 2, lab: 1, labs: 1, checkouts: 1, lessons: 1 },
};

/** The files of a run of the tests, and how far it has come. */
export class TestProgress {
  readonly results: FileResult[] = [];
  readonly #stages: readonly (readonly (readonly Project[])[])[];
  readonly #durations: Durations;
  readonly #files: readonly TestFile[];
  readonly #begun = new Map<string, number>();

  constructor(
    stages: readonly (readonly (readonly Project[])[])[],
    durations: Durations,
    files: readonly TestFile[],
  ) {
    this.#stages = stages;
    this.#durations = durations;
    this.#files = files;
  }

  /** @param now in milliseconds, of any clock that goes on evenly */
  begin(file: string, now: number): void {
    this.#begun.set(file, now);
  }

  /** @returns what counts: of a file that ran before, the two results in one */
  end(result: FileResult): FileResult {
    this.#begun.delete(result.file);
    const index = this.results.findIndex(({ file }) => file === result.file);
    const first = this.results[index];
    const counts = first ? secondResult(first, result) : result;
    this.results[first ? index : this.results.length] = counts;
    return counts;
  }

  get total(): number {
    return this.#files.length;
  }

  /** Files that have begun and not ended. */
  get running(): string[] {
    return [...this.#begun.keys()];
  }

  get passed(): number {
    return this.results.reduce((sum, { passed }) => sum + passed, 0);
  }

  /** Estimated from what each file took the last time, and from how this run compares with that. */
  secondsLeft(now: number): number {
    const left = new Map<Project, number>();
    for (const { file, project } of this.#files) {
      left.set(project, (left.get(project) ?? 0) + this.#leftOf(file, project, now) / WORKERS[project]);
    }
    const ofLane = (lane: readonly Project[]) =>
      lane.reduce((sum, project) => sum + (left.get(project) ?? 0), 0);
    const stages = this.#stages.map((lanes) => Math.max(0, ...lanes.map(ofLane)));
    return stages.reduce((sum, seconds) => sum + seconds, 0) * this.#pace();
  }

  #leftOf(file: string, project: Project, now: number): number {
    if (this.results.some((result) => result.file === file)) return 0;
    const begun = this.#begun.get(file);
    const elapsed = begun === undefined ? 0 : (now - begun) / 1000;
    return Math.max(0, expectedSeconds(this.#durations, project, file) - elapsed);
  }

  /** How much longer files take than was expected, within bounds: a single file says little. */
  #pace(): number {
    const known = this.results.filter(({ file }) => this.#durations[file] !== undefined);
    const expected = known.reduce((sum, { file }) => sum + (this.#durations[file] ?? 0), 0);
    const taken = known.reduce((sum, { seconds }) => sum + seconds, 0);
    return expected < 5 ? 1 : Math.min(4, Math.max(0.5, taken / expected));
  }
}

/** `about 40 s left`, `about 3 min left`. */
export function leftText(seconds: number): string {
  if (seconds < 90) return `about ${Math.max(5, Math.ceil(seconds / 5) * 5)} s left`;
  return `about ${Math.ceil(seconds / 60)} min left`;
}
