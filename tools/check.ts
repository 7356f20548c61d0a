/**
 * `npm run check`: format, lint, types, dead exports, boundaries and unit tests, two steps at a time. `--without NAME`
 * leaves a step out, for a machine that has just run it.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createTerminal } from '@lab/cli';
import { runStep, type Step, type StepResult } from './run-step.ts';

const modules = 'node_modules';

// The slowest first, so that the two lanes end at about the same time.
const steps: readonly Step[] = [
  { name: 'unit tests', command: [`${modules}/vitest/vitest.mjs`, 'run', '--project', 'unit'] },
  { name: 'types', command: [`${modules}/typescript/bin/tsc`, '--noEmit'] },
  {
    name: 'types of the frontend',
    command: [`${modules}/typescript/bin/tsc`, '--noEmit', '-p', 'apps/frontend'],
  },
  {
    name: "types of the console's page",
    command: [`${modules}/typescript/bin/tsc`, '--noEmit', '-p', 'packages/console/src/page'],
  },
  {
    name: 'boundaries',
    command: [
      `${modules}/dependency-cruiser/bin/dependency-cruiser.mjs`,
      '--config',
      '.dependency-cruiser.mjs',
      'apps',
      'packages',
      'tests',
      'tools',
      'bench',
    ],
  },
  { name: 'dead exports', command: [`${modules}/knip/bin/knip.js`] },
  { name: 'format and lint', command: [`${modules}/@biomejs/biome/bin/biome`, 'ci', '.'] },
  { name: "size of the console's page", command: ['tools/page-size.ts'] },
  { name: 'lock file', command: ['tools/complete-lock.ts', '--check'] },
];

const root = resolve(import.meta.dirname, '..');
const terminal = createTerminal(process.stdout, process.stderr);

function report({ name, passed, output, seconds }: StepResult): void {
  if (!passed) terminal.print(output.trimEnd());
  const verdict = passed ? terminal.paint('green', 'passed') : terminal.paint('red', 'FAILED');
  terminal.print(`${verdict}  ${name}  ${seconds.toFixed(1)} s`);
}

const { without = [] } = parseArgs({ options: { without: { type: 'string', multiple: true } } }).values;
const unknown = without.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) throw new Error(`no step is named ${unknown.join(', ')}`);
const waiting = steps.filter(({ name }) => !without.includes(name));
const results: StepResult[] = [];

async function lane(): Promise<void> {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const result = await runStep(root, step);
    results.push(result);
    report(result);
  }
}

await Promise.all([lane(), lane()]);
const failed = results.filter((result) => !result.passed);
// One line in the form of `./lab test`'s, for scripts that add them up.
terminal.print(`check: ${results.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
