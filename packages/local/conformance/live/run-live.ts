import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEnvoy } from '@lab/envoy';
import type { Scenario } from '@lab/istio/conformance';
import { openAddressPlan } from '../../src/addresses/open-address-plan.ts';
import { openAuthority } from '../../src/certificates/certificate-authority.ts';
import { identityFiles } from '../../src/certificates/identity-files.ts';
import { askLive, type LiveResult } from './ask-live.ts';
import { envoyPool } from './envoy-pool.ts';
import type { LiveEnvironment } from './live-mesh.ts';

/**
 * Asks every scenario of running Envoys, one after the other, and ends them.
 *
 * @param onResults told the results of each scenario
 * @param addresses as LAB_POD_ADDRESSES says, see openAddressPlan
 */
export async function askAllLive(
  scenarios: readonly Scenario[],
  onResults: (results: readonly LiveResult[]) => void = () => {},
  addresses = process.env.LAB_POD_ADDRESSES,
): Promise<LiveResult[]> {
  // Names of sockets are short.
  const folder = mkdtempSync(join(tmpdir(), 'live-'));
  const binary = (await findEnvoy()).path;
  const authority = await openAuthority(join(folder, 'ca'));
  const environment: LiveEnvironment = {
    folder,
    pool: envoyPool(binary, folder),
    addresses: await openAddressPlan(folder, {}, addresses),
    authority,
    identities: identityFiles({ authority, folder: join(folder, 'ca'), onError: () => {} }),
  };
  try {
    const results: LiveResult[] = [];
    for (const scenario of scenarios) {
      const own = await askLive(scenario, environment);
      onResults(own);
      results.push(...own);
    }
    return results;
  } finally {
    await environment.pool.stop();
    environment.addresses.close();
    environment.identities.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints how running Envoys compare with Istio's answers. Exit code 1 on a disagreement. */
export async function runLive(scenarios: readonly Scenario[], print: (line: string) => void): Promise<void> {
  const results = await askAllLive(scenarios, (own) => {
    for (const { scenario, probe, differences } of own) {
      if (differences.length > 0) print(`DISAGREES ${scenario} / ${probe}`);
      for (const line of differences) print(`  ${line}`);
    }
  });
  const sent = results.filter(({ cannotRun }) => cannotRun === undefined);
  for (const { scenario, probe, cannotRun } of results) {
    if (cannotRun !== undefined) print(`CANNOT RUN ${scenario} / ${probe}: ${cannotRun}`);
  }
  for (const area of [...new Set(sent.map((result) => result.area))].sort()) {
    const own = sent.filter((result) => result.area === area);
    print(`${area.padEnd(18)} ${own.filter(agrees).length} of ${own.length}`);
  }
  print(
    `${sent.filter(agrees).length} of ${sent.length} probes agree on running Envoys ` +
      `(identity compared for ${sent.filter(({ identity }) => identity).length}); ${results.length - sent.length} cannot run`,
  );
  process.exitCode = sent.every(agrees) ? 0 : 1;
}

function agrees({ differences }: LiveResult): boolean {
  return differences.length === 0;
}
