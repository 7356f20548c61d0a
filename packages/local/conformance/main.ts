// Compares the lab's answers with Istio's: of the configuration that is emitted, or with --live of real Envoys that
// have it. Exit code 0: all agree, 1: one does not, 2: a folder that has no scenarios, or a wrong option.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { askScenario, readScenarios, report } from '@lab/istio/conformance';
import { runLive } from './live/run-live.ts';

const HELP = `npm run conformance -- [--live] [--only NAME,…] [FOLDER]

Asks the recorded questions of FOLDER (packages/istio/testdata/conformance) and compares with what Istio answered.

  --live       start each scenario as real Envoys with stand-ins for the applications, and send the probes as requests
  --only NAME  scenarios by the start of their names
`;

try {
  const { values, positionals } = parseArgs({
    options: { live: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.help) process.stdout.write(HELP);
  else {
    const folder = resolve(positionals[0] ?? join(import.meta.dirname, '../../istio/testdata/conformance'));
    const wanted = values.only?.split(',');
    const scenarios = readScenarios(folder).filter(
      ({ name }) => !wanted || wanted.some((start) => name.startsWith(start)),
    );
    if (values.live) await runLive(scenarios, (line) => process.stdout.write(`${line}\n`));
    else report(scenarios.flatMap(askScenario));
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
