// Compares the lab's answers with Istio's: `npm run conformance -- [FOLDER]`. Exit code 1 on a disagreement.
import { join, resolve } from 'node:path';
import { askScenario, type ProbeResult } from './ask-scenario.ts';
import { readScenarios } from './conformance-scenario.ts';

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../testdata/conformance'));
const results = readScenarios(folder).flatMap(askScenario);
const isAgreement = ({ differences, unsupported }: ProbeResult) =>
  differences.length === 0 && unsupported.length === 0;

for (const { scenario, probe, differences } of results) {
  for (const { path, expected, got } of differences) {
    print(`DISAGREES ${scenario} / ${probe}: ${path}`);
    print(`  expected ${JSON.stringify(expected)}`);
    print(`  got      ${JSON.stringify(got)}`);
  }
}
for (const { scenario, probe, unsupported } of results.filter((result) => result.unsupported.length > 0)) {
  print(`NOT SUPPORTED ${scenario} / ${probe}: ${unsupported.join(', ')}`);
}
for (const area of [...new Set(results.map((result) => result.area))].sort()) {
  const own = results.filter((result) => result.area === area);
  print(`${area.padEnd(18)} ${own.filter(isAgreement).length} of ${own.length}`);
}
print(`${results.filter(isAgreement).length} of ${results.length} probes agree`);
process.exitCode = results.some(({ differences }) => differences.length > 0) ? 1 : 0;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
