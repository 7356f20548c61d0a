import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { labPaths } from '@lab/local';
import type { CommandContext } from '../command.ts';
import { readDurations, writeDurations } from './durations.ts';
import { listFiles, type TestFile } from './list-files.ts';
import { type Project, planStages, type TestChoice } from './plan-runs.ts';
import { filesToRunAgain } from './run-again.ts';
import { runVitest } from './run-vitest.ts';
import type { FileResult, TestEvent } from './test-events.ts';
import { TestProgress } from './test-progress.ts';
import { createView, type TestView } from './test-view.ts';

/** How one project has ended. */
export interface ProjectResult {
  readonly project: Project;
  readonly seconds: number;
  /** Labs that it started. */
  readonly coldStarts: number;
  /** vitest ended badly, though no test is to blame: it crashed, or an error came from outside of a test. */
  readonly isBroken: boolean;
}

/** How a run of the tests has ended. */
export interface TestsResult {
  readonly projects: readonly ProjectResult[];
  readonly files: readonly FileResult[];
  readonly seconds: number;
}

interface Run {
  readonly context: CommandContext;
  readonly filter: string | undefined;
  readonly folder: string;
  readonly progress: TestProgress;
  readonly view: TestView;
}

/** Runs what was chosen, stage by stage, the lanes of a stage at the same time. */
export async function runTests(context: CommandContext, choice: TestChoice): Promise<TestsResult> {
  const folder = join(labPaths(context.root).lab, 'test');
  mkdirSync(folder, { recursive: true });
  const durationsFile = join(folder, 'durations.json');
  const durations = readDurations(durationsFile);
  const planned = planStages(choice);
  const listed = await listFiles(context.root, planned.flat(2), choice.filter, context.signal);
  const stages = planned.map((stage) => stage.map((lane) => lane.filter(hasFiles(listed))));
  const progress = new TestProgress(stages, durations, listed);
  const view = createView(context.terminal, progress);
  const run = { context, filter: choice.filter, folder, progress, view };
  const begun = performance.now();
  const projects: ProjectResult[] = [];
  for (const stage of stages) {
    if (context.signal.aborted) break;
    const lanes = stage.map((lane, index) => runLane(run, lane, index));
    for (const results of await Promise.all(lanes)) projects.push(...results);
  }
  await runFailedAgain(run);
  view.close();
  const taken = progress.results.map(({ file, seconds }) => [file, Number(seconds.toFixed(2))]);
  writeDurations(durationsFile, { ...durations, ...Object.fromEntries(taken) });
  return { projects, files: progress.results, seconds: (performance.now() - begun) / 1000 };
}

function hasFiles(files: readonly TestFile[]) {
  return (project: Project) => files.some((file) => file.project === project);
}

async function runLane(run: Run, lane: readonly Project[], index: number): Promise<ProjectResult[]> {
  const results: ProjectResult[] = [];
  for (const project of lane) {
    if (!run.context.signal.aborted) results.push(await runProject(run, project, index));
  }
  return results;
}

/** Where the second run does not come to a result, that of the first counts. */
async function runFailedAgain(run: Run): Promise<void> {
  for (const { file, project } of filesToRunAgain(run.progress.results)) {
    if (run.context.signal.aborted) return;
    run.context.terminal.note(`again, alone: ${file}`);
    await runProject({ ...run, filter: file }, project as Project, 0);
  }
}

/** Ports of a lane: that of a lab of its own, and the next one for the shared lab. */
const PORTS_PER_LANE = 2;

async function runProject(run: Run, project: Project, lane: number): Promise<ProjectResult> {
  const { context, filter, folder, progress, view } = run;
  const coldStarts = join(folder, `cold-starts-${project}`);
  rmSync(coldStarts, { force: true });
  const firstPort = Number(process.env.LAB_TEST_PORT ?? 18080);
  const env = {
    LAB_TEST_COLD_STARTS: coldStarts,
    LAB_TEST_PORT: String(firstPort + lane * PORTS_PER_LANE),
    // vitest sees a pipe, or takes CI for a reason to colour all the same: what this process may do, it may.
    ...(process.stdout.hasColors?.() ? { FORCE_COLOR: '1' } : { NO_COLOR: '1', FORCE_COLOR: undefined }),
  };
  let unhandledErrors: number | undefined;
  const onEvent = (event: TestEvent) => {
    if (event.type === 'begin') progress.begin(event.file, performance.now());
    if (event.type === 'end') unhandledErrors = event.unhandledErrors;
    if (event.type === 'file') view.fileEnded(progress.end(event));
  };
  const begun = performance.now();
  const { signal, root } = context;
  const lines: string[] = [];
  const onLine = (line: string) => lines.push(line);
  const ok = await runVitest({ root, project, filter, env, onEvent, onLine, signal });
  // Where all is well there is nothing in it that was not said already.
  if (!ok) for (const line of lines) context.terminal.note(line);
  const blamed = progress.results.some(
    (result) => result.project === project && (result.failed.length > 0 || result.isBroken),
  );
  return {
    project,
    seconds: (performance.now() - begun) / 1000,
    coldStarts: countLines(coldStarts),
    isBroken: (!ok && !blamed) || (unhandledErrors ?? 0) > 0,
  };
}

function countLines(file: string): number {
  try {
    return readFileSync(file, 'utf8').split('\n').length - 1;
  } catch {
    // No lab was started.
    return 0;
  }
}
