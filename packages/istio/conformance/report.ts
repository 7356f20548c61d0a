import type { ProbeResult } from './ask-scenario.ts';

/** Prints how answers compare with Istio's. Exit code 1 on a disagreement. */
export function report(results: readonly ProbeResult[]): void {
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
