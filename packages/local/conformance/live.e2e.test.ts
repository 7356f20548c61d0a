import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readScenarios, type Scenario } from '@lab/istio/conformance';
import { describe, expect, it } from 'vitest';
import { askAllLive } from './live/run-live.ts';

const scenarios = readScenarios(join(import.meta.dirname, '../../istio/testdata/conformance'));

/** One or two of each area; `npm run conformance -- --live` asks them all. */
const SAMPLE = [
  ...['action-redirect', 'authz-hosts-ports', 'authz-when', 'authz-tcp-principal', 'dr-missing-subset'],
  ...[
    'external-tls-port',
    'fault-abort',
    'gateway-https-redirect',
    'header-and-or',
    'hosts-unknown-allow-any',
  ],
  ...['httproute-mesh', 'jwt-required', 'mtls-port-level', 'seed-frontend-canary', 'sidecar-egress-hosts'],
  ...['tcp-port-name-protocol', 'tls-subset', 'weights-two-hosts'],
];

/** macOS has 127.0.0.1 only. */
const MODES = process.platform === 'linux' ? ['own', 'shared'] : ['shared'];

describe.each(MODES)('running Envoys whose pods have %s addresses', (addresses) => {
  // The second time for what addresses may change.
  const names = addresses === 'own' ? SAMPLE : SAMPLE.filter((name) => /^(authz|jwt|mtls|tcp)/.test(name));

  it('do what Istio answered', async () => {
    const sample = scenarios.filter(({ name }) => names.includes(name));
    expect(sample.map(({ name }) => name).sort()).toEqual([...names].sort());
    const results = await askAllLive(sample, { addresses });
    expect(results.filter(({ differences }) => differences.length > 0)).toEqual([]);
    expect(results.length).toBe(sample.reduce((sum, { probes }) => sum + probes.length, 0));
    const unsent = results
      .filter(({ cannotRun }) => cannotRun)
      .map(({ scenario, probe }) => `${scenario} ${probe}`);
    expect(unsent).toEqual(
      addresses === 'shared'
        ? []
        : [
            'hosts-unknown-allow-any unknown-host-unknown-port',
            'hosts-unknown-allow-any wrong-port-of-service',
            'sidecar-egress-hosts ml',
          ],
    );
  });
});

describe('the comparison with running Envoys', () => {
  const [scenario] = scenarios.filter(({ name }) => name === 'authz-deny-first');

  it('notices another outcome', async () => {
    if (!scenario) throw new Error('the scenario is gone');
    const results = await askAllLive([contradicted(scenario)], { addresses: 'shared' });
    expect(results.map(({ differences }) => differences.length > 0)).toEqual(scenario.probes.map(() => true));
  });
});

describe('the command', () => {
  it('leaves no Envoy and no file behind when it is interrupted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'int-'));
    try {
      const main = join(import.meta.dirname, 'main.ts');
      const env = { ...process.env, TMPDIR: folder };
      const command = spawn(process.execPath, [main, '--live'], { env, stdio: 'ignore' });
      const ended = once(command, 'exit');
      await expect.poll(() => running(folder)).toContain('envoy');
      command.kill('SIGINT');
      expect(await ended).toEqual([130, null]);
      expect(readdirSync(folder)).toEqual([]);
      expect(running(folder)).toBe('');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** The command lines of processes that name a folder. */
function running(folder: string): string {
  const all = execFileSync('ps', ['-A', '-o', 'args'], { encoding: 'utf8' });
  return all
    .split('\n')
    .filter((line) => line.includes(folder))
    .join('\n');
}

/** The scenario with an answer that nobody gave for each of its probes. */
function contradicted(scenario: Scenario): Scenario {
  const probes = Object.entries(scenario.expected.probes).map(([name, answer]) => [
    name,
    { ...answer, outcome: { directResponse: { status: 299 } } },
  ]);
  return { ...scenario, expected: { ...scenario.expected, probes: Object.fromEntries(probes) } };
}
