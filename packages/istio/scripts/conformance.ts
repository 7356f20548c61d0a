// Compares the lab's answers with Istio's: `npm run conformance -- [FOLDER]`. Exit code 1 on a disagreement, 2 for a
// folder that has no scenarios.
import { join, resolve } from 'node:path';
import { askScenario, type ProbeResult } from './ask-scenario.ts';
import { readScenarios } from './conformance-scenario.ts';

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../testdata/conformance'));
try {
  report(readScenarios(folder).flatMap(askScenario));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}

function report(results: readonly ProbeResult[]): void {
  for (const result of results) printDifferences(result);
  for (const { scenario, probe, unsupported } of results) {
    if (unsupported.length > 0) print(`NOT SUPPORTED ${scenario} / ${probe}: ${unsupported.join(', ')}`);
  }
  for (const area of [...new Set(results.map((result) => result.area))].sort()) {
    const own = results.filter((result) => result.area === area);
    print(`${area.padEnd(18)} ${own.filter(agrees).length} of ${own.length}`);
  }
  print(`${results.filter(agrees).length} of ${results.length} probes agree`);
  process.exitCode = results.some(({ differences }) => differences.length > 0) ? 1 : 0;
}

function agrees({ differences, unsupported }: ProbeResult): boolean {
  return differences.length === 0 && unsupported.length === 0;
}

function printDifferences({ scenario, probe, differences }: ProbeResult): void {
  for (const { path, expected, got } of differences) {
    print(`DISAGREES ${scenario} / ${probe}: ${path}`);
    print(`  expected ${JSON.stringify(expected)}`);
    print(`  got      ${JSON.stringify(got)}`);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
