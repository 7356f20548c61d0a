import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askScenario } from './ask-scenario.ts';
import { readScenarios } from './scenario.ts';

/** Areas that are carried out whole: there, "not supported" is a failure too. */
const COMPLETE = new Set([
  'actions',
  'authorization',
  'client-tls',
  'connection-pool',
  'destination-rule',
  'fault',
  'gateway',
  'gateway-api',
  'header',
  'hosts',
  'jwt',
  'load-balancing',
  'match',
  'mtls',
  'order',
  'outlier',
  'resilience',
  'seed',
  'service-entry',
  'sidecar',
  'tcp',
  'telemetry',
  'uri',
  'weights',
]);

const scenarios = readScenarios(join(import.meta.dirname, '../testdata/conformance'));

describe.each(scenarios)("Istio's answers in $name", (scenario) => {
  const results = askScenario(scenario);

  it.each(results)('$probe', ({ area, differences, unsupported }) => {
    expect(differences).toEqual([]);
    if (COMPLETE.has(area)) expect(unsupported).toEqual([]);
  });
});

describe('the comparison', () => {
  const [scenario] = scenarios.filter(({ name }) => name === 'seed-backend-dr-5xx');
  const probe = scenario?.probes[0];

  it.each([
    ['outcome', { cluster: 'outbound|1||elsewhere' }],
    ['route', { timeout: '3s' }],
    ['clusters', {}],
    ['tracing', undefined],
  ])('notices a different %s', (part, value) => {
    if (!scenario || !probe) throw new Error('the scenario is gone');
    const answer = { ...scenario.expected.probes[probe.name], [part]: value };
    const changed = { ...scenario, probes: [probe], expected: { probes: { [probe.name]: answer } } };
    const paths = askScenario(changed).flatMap(({ differences }) => differences.map(({ path }) => path));
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.every((path) => path.startsWith(part))).toBe(true);
  });
});
