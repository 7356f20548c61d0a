/** What Istio sets whatever the resources say, which no probe's outcome shows: against what was recorded of its xDS. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askScenario } from '../conformance/ask-scenario.ts';
import { readScenarios, type Scenario } from '../conformance/scenario.ts';
import { buildMesh } from './model/build-mesh.ts';
import { parseResources } from './resources/parse-resources.ts';
import { translate } from './xds/translate.ts';
import type { FilterChain, ProxyConfig } from './xds/types.ts';

interface Recorded {
  readonly filterChain?: { readonly filters: readonly { readonly name: string }[] } & Readonly<
    Record<string, unknown>
  >;
  readonly clusterConfig?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly info: { readonly listener: string };
}

const scenarios = readScenarios(join(import.meta.dirname, '../testdata/recorded'));
const recorded = scenarios.flatMap((scenario) =>
  scenario.probes.map((probe) => ({
    scenario,
    name: `${scenario.name} / ${probe.name}`,
    workload: probe.to ?? probe.from ?? '',
    ...(scenario.expected.probes[probe.name] as unknown as Recorded),
  })),
);

function configOf({ input, expected }: Scenario, workload: string): ProxyConfig {
  const rejected = new Set((expected.rejected ?? []).map(({ kind, name }) => `${kind} ${name}`));
  const { resources } = parseResources(input);
  const accepted = resources.filter(
    ({ kind, metadata }) => !rejected.has(`${kind} ${metadata.namespace}/${metadata.name}`),
  );
  const mesh = buildMesh(accepted);
  const pod = mesh.pods.find(({ namespace, workload: own }) => `${namespace}/${own}` === workload);
  if (!pod) throw new Error(`there is no ${workload}`);
  return translate(mesh, pod);
}

it.each(scenarios.flatMap(askScenario))('$scenario / $probe is answered as Istio does', (result) => {
  expect(result).toMatchObject({ differences: [], unsupported: [] });
});

describe('filter chains', () => {
  const withChain = recorded.filter(({ filterChain }) => filterChain);

  it('are recorded', () => expect(withChain.length).toBeGreaterThan(8));

  it.each(withChain)('$name', ({ scenario, workload, filterChain, info }) => {
    const listener = configOf(scenario, workload).listeners.find(({ name }) => name === info.listener);
    const { filterChains = [], defaultFilterChain } = listener ?? {};
    const chains = [...filterChains, ...(defaultFilterChain ? [defaultFilterChain] : [])];
    expect(chains.map(outline)).toContainEqual({
      ...filterChain,
      // Filters of Istio's own build of Envoy (docs/decisions/005-plain-envoy.md).
      filters: filterChain?.filters.filter(({ name }) => !name.startsWith('istio.')),
    });
  });
});

/** What is recorded of a chain: which connections, how long a handshake may take, which filters. */
function outline({ filterChainMatch, transportSocketConnectTimeout, filters }: FilterChain) {
  return {
    ...(filterChainMatch && { filterChainMatch }),
    ...(transportSocketConnectTimeout !== undefined && { transportSocketConnectTimeout }),
    filters: filters.map(({ name }) => ({ name })),
  };
}

describe('clusters', () => {
  const withClusters = recorded.flatMap(({ clusterConfig = {}, ...probe }) =>
    Object.entries(clusterConfig).map(([cluster, config]) => ({ ...probe, cluster, config })),
  );

  it('are recorded', () => expect(withClusters.length).toBeGreaterThan(8));

  it.each(withClusters)('$name: $cluster', ({ scenario, workload, cluster, config }) => {
    const found = configOf(scenario, workload).clusters.find(({ name }) => name === cluster);
    const { commonLbConfig, transportSocket: _, ...fields } = config;
    expect(found).toMatchObject(fields);
    // All of it: a field more would be one that Istio does not set.
    expect(found?.circuitBreakers).toEqual(fields.circuitBreakers);
    // Absent and empty are the same to Envoy.
    expect(found?.commonLbConfig ?? {}).toEqual(commonLbConfig ?? {});
  });
});
