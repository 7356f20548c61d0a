import { LabError } from '@lab/errors';
import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  jsonResult,
  UsageError,
} from '../command.ts';
import type { TestChoice } from '../test/plan-runs.ts';
import { runTests } from '../test/run-tests.ts';
import { projectLines, type Summary, slowestLines, summarize } from '../test/summarize.ts';

interface TestOptions extends TestChoice {
  readonly json?: boolean;
}

/** Runs the tests, with progress and one line at the end. */
export const testCommand: CommandDefinition<TestOptions> = {
  name: 'test',
  argument: {
    name: 'filter',
    required: false,
    description: 'only test files whose path contains this, of all projects',
  },
  summary: 'run the unit tests, and the end-to-end tests of the lab',
  options: [
    { flags: '--all', description: 'every test, as CI runs them' },
    { flags: '--unit', description: 'only unit tests' },
    { flags: '--e2e', description: 'only end-to-end tests, which start real processes' },
    { flags: '--json', description: 'print the result as JSON' },
  ],
  examples: [
    ['./lab test', 'what a change of the lab can break; less than 5 minutes on two cores'],
    ['./lab test --unit', 'less than a minute'],
    ['./lab test edits', 'files whose path contains "edits"'],
    ['./lab test tests/lab --e2e', 'the end-to-end tests of one folder'],
    ['./lab test --all', 'everything; docs/testing.md says which tools it needs'],
  ],
  reading: `A test whose tool is missing is skipped, and named at the end. With CI set, a skipped test counts as failed.
If at most three files of end-to-end tests fail, they run again, each alone. A test that passes then is named as flaky.
docs/testing.md says what each test needs and how long it takes.`,
  run: test,
};

async function test(context: CommandContext, options: TestOptions): Promise<CommandResult> {
  const result = await runTests(context, options);
  if (context.signal.aborted) throw stopped();
  if (result.files.length === 0 && options.filter !== undefined)
    throw new UsageError(`the path of no test file contains "${options.filter}"`);
  const summary = summarize(result, process.env.CI !== undefined && process.env.CI !== '');
  const exitCode = summary.failed === 0 && summary.passed > 0 ? 0 : 1;
  if (options.json) return jsonResult({ ...summary, ...result }, exitCode);
  const slowest = options.all ? ['the slowest ten:', ...slowestLines(result, 10)] : [];
  const lines = [...report(context, summary), ...slowest, ...projectLines(result), total(summary)];
  return { exitCode, output: lines.join('\n') };
}

function report({ terminal }: CommandContext, { skipped, failures, flaky, reasons }: Summary): string[] {
  for (const name of skipped) terminal.note(`skipped: ${name}`);
  const withReason = (kind: string) => (name: string) => [
    `${kind}: ${name}`,
    ...(reasons[name] ?? []).map((line) => `  ${line}`.trimEnd()),
  ];
  for (const line of flaky.flatMap(withReason('flaky'))) terminal.note(line);
  return failures.flatMap(withReason('failed'));
}

/** CI adds such lines up. */
function total({ passed, failed }: Summary): string {
  return `test: ${passed} passed, ${failed} failed`;
}

function stopped(): LabError {
  return new LabError('INTERRUPTED', 'the tests were interrupted', 'Run them again: `./lab test`');
}
