import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEnvoy } from '@lab/envoy';
import type { Scenario } from '@lab/istio/conformance';
import { openAddressPlan } from '../../src/addresses/open-address-plan.ts';
import { openAuthority } from '../../src/certificates/certificate-authority.ts';
import { openIdentities } from '../../src/certificates/identities.ts';
import { askLive, type LiveResult } from './ask-live.ts';
import { envoyPool } from './envoy-pool.ts';
import type { LiveEnvironment } from './live-mesh.ts';

export interface LiveRun {
  /** Told the results of each scenario. */
  readonly onResults?: (results: readonly LiveResult[]) => void;
  /** As LAB_POD_ADDRESSES says, see openAddressPlan. */
  readonly addresses?: string | undefined;
  /** Aborted, no further scenario is asked. */
  readonly signal?: AbortSignal;
}

/** Asks every scenario of running Envoys, one after the other, and ends them. */
export async function askAllLive(
  scenarios: readonly Scenario[],
  { onResults, addresses = process.env.LAB_POD_ADDRESSES, signal }: LiveRun = {},
): Promise<LiveResult[]> {
  // Names of sockets are short.
  const folder = mkdtempSync(join(tmpdir(), 'live-'));
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const environment = await openEnvironment(folder, addresses, undo);
    const results: LiveResult[] = [];
    for (const scenario of scenarios) {
      if (signal?.aborted) break;
      const own = await askLive(scenario, environment);
      onResults?.(own);
      results.push(...own);
    }
    return results;
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

export async function openEnvironment(
  folder: string,
  wish: string | undefined,
  undo: (() => unknown)[],
): Promise<LiveEnvironment> {
  const pool = envoyPool((await findEnvoy()).path, folder);
  undo.push(pool.stop);
  const addresses = await openAddressPlan(folder, {}, wish);
  undo.push(addresses.close);
  const authority = await openAuthority(join(folder, 'ca'));
  const identities = openIdentities({ authority, onError: () => {} });
  undo.push(identities.stop);
  return { pool, addresses, authority, identities };
}

/**
 * Prints how running Envoys compare with Istio's answers. Exit code 1 on a disagreement.
 *
 * Ctrl-C and SIGTERM end it after the scenario at hand, with exit code 130 or 143: Envoys are in process groups of their
 * own, so that nobody else would end them.
 */
export async function runLive(scenarios: readonly Scenario[], print: (line: string) => void): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort(signal));
  const { signal } = stopping;
  const onResults = (own: readonly LiveResult[]) => {
    for (const { scenario, probe, differences } of own) {
      if (differences.length > 0) print(`DISAGREES ${scenario} / ${probe}`);
      for (const line of differences) print(`  ${line}`);
    }
  };
  const results = await askAllLive(scenarios, { onResults, signal });
  if (signal.aborted) {
    print('stopped before all scenarios were asked');
    process.exitCode = signal.reason === 'SIGINT' ? 130 : 143;
    return;
  }
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
