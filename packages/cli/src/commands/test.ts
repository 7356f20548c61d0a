import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '@lab/errors';
import { labPaths } from '@lab/local';
import type { CommandContext, CommandDefinition, CommandResult } from '../command.ts';
import { runStep } from '../run-step.ts';
import { isExcused } from '../tools-not-in-ci.ts';

interface TestOptions {
  readonly unit?: boolean;
  readonly e2e?: boolean;
}

/** What vitest's JSON reporter writes, as far as it is read here. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: 'passed' | 'failed';
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

type Project = 'unit' | 'e2e';

/** Runs the tests: unit, then those that start real processes, with one line at the end. */
export const testCommand: CommandDefinition<TestOptions> = {
  name: 'test',
  summary: 'run the unit tests and the tests that start real Envoys',
  options: [
    { flags: '--unit', description: 'only the unit tests' },
    { flags: '--e2e', description: 'only the tests that start real processes' },
  ],
  examples: [
    ['./lab test', 'everything'],
    ['./lab test --unit', 'a few seconds'],
  ],
  run: test,
};

async function test(context: CommandContext, { unit, e2e }: TestOptions): Promise<CommandResult> {
  const projects: Project[] = unit === e2e ? ['unit', 'e2e'] : unit ? ['unit'] : ['e2e'];
  let passed = 0;
  let failed = 0;
  for (const project of projects) {
    const result = await runProject(context, project);
    passed += result.passed;
    failed += result.failed;
  }
  const output = `test: ${passed} passed, ${failed} failed`;
  return { exitCode: failed === 0 && passed > 0 ? 0 : 1, output };
}

async function runProject({ root, terminal, signal }: CommandContext, project: Project) {
  const file = join(labPaths(root).lab, 'test', `${project}.json`);
  // Of a run before, which is not to be taken for this one's.
  await rm(file, { force: true });
  terminal.print(terminal.paint('bold', `${project} tests`));
  const step = await runStep(
    root,
    {
      name: project,
      command: [
        'node_modules/vitest/vitest.mjs',
        'run',
        `--project=${project}`,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
      ],
    },
    (text) => terminal.print(text.replace(/\n$/, '')),
    signal,
  );
  if (signal.aborted) throw stopped();
  const report = await readReport(file);
  const skipped = skippedTests(report);
  for (const name of skipped) terminal.note(`skipped: ${name}`);
  // A machine that is to prove the project must not pass by leaving tests out.
  const counted = process.env.CI ? skipped.filter((name) => !isExcused(name)).length : 0;
  const failed = (report?.numFailedTests ?? 0) + brokenFiles(report) + counted;
  return { passed: report?.numPassedTests ?? 0, failed: step.passed ? counted : Math.max(1, failed) };
}

function stopped(): LabError {
  return new LabError('INTERRUPTED', 'the tests were interrupted', 'Run them again: `./lab test`');
}

async function readReport(file: string): Promise<VitestReport | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // vitest ended before it could write one; its output has said why.
    return undefined;
  }
}

function skippedTests(report: VitestReport | undefined): string[] {
  const tests = report?.testResults.flatMap((result) => result.assertionResults) ?? [];
  return tests
    .filter(({ status }) => status === 'pending' || status === 'skipped')
    .map(({ fullName }) => fullName);
}

/** Files that failed before any of their tests ran: in no count of tests. */
function brokenFiles(report: VitestReport | undefined): number {
  return (
    report?.testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    ).length ?? 0
  );
}
