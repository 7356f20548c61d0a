import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../findings/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import { buildMesh } from '../model/build-mesh.ts';
import { parseResources } from '../resources/parse-resources.ts';
import { RULES } from './analyze.ts';
import { conflictingMeshHosts } from './rules/conflicting-mesh-hosts.ts';
import { deprecatedField } from './rules/deprecated-field.ts';
import { hostNotInGateway } from './rules/host-not-in-gateway.ts';
import { referencedGatewayNotFound } from './rules/referenced-gateway-not-found.ts';
import { referencedSubsetNotFound } from './rules/referenced-subset-not-found.ts';
import type { Rule } from './rules/rule.ts';
import { serverCertificateNotVerified } from './rules/server-certificate-not-verified.ts';
import { serviceEntryAddressesRequired } from './rules/service-entry-addresses-required.ts';
import { telemetryWithoutProvider } from './rules/telemetry-without-provider.ts';
import { unreachableRoutes } from './rules/unreachable-routes.ts';
import { validateResources } from './validate-resources.ts';

/** Holds the findings against what Istio's analyzers say (testdata/README.md): by code and resource, both ways. */
const TESTDATA = join(import.meta.dirname, '../../testdata');

const readJson = (...path: string[]) => JSON.parse(readFileSync(join(TESTDATA, ...path), 'utf8'));

/** Rules whose analyzer in Istio reads Istio's kinds only, so that `istioctl analyze` of a file runs it. */
const READ_FROM_FILES: readonly Rule[] = [
  conflictingMeshHosts,
  deprecatedField,
  hostNotInGateway,
  referencedGatewayNotFound,
  referencedSubsetNotFound,
  serverCertificateNotVerified,
  serviceEntryAddressesRequired,
  telemetryWithoutProvider,
  unreachableRoutes,
];

/** Where the lab says something else than Istio on purpose. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  'conformance/dr-lookup-root-namespace IST0174 DestinationRule istio-system/from-root':
    'Istio looks a wildcard host up among the hosts of ServiceEntries only',
  'conformance/dr-wildcard-host IST0174 DestinationRule backend/wild': 'a wildcard host, as above',
  'scenarios/destination-rule-hosts IST0174 DestinationRule shop/wildcard': 'a wildcard host, as above',
  'scenarios/destination-rule-hosts IST0173 DestinationRule shop/full-name':
    'Istio is content with a pod of any service that has the labels',
  'scenarios/references IST0132 VirtualService shop/wrong':
    'a Gateway that is not there has no hosts either, which IST0101 says already',
};

interface Scenario {
  readonly name: string;
  readonly findings: (rules: readonly Rule[]) => Finding[];
  readonly istio: readonly string[];
}

function readScenario(folder: string, name: string, istio: readonly string[]): Scenario {
  const { resources } = parseResources(readFileSync(join(TESTDATA, folder, name, 'input.yaml'), 'utf8'));
  const mesh = buildMesh(resources);
  return {
    name: `${folder}/${name}`,
    findings: (rules) => [...validateResources(resources), ...rules.flatMap((rule) => rule(mesh, resources))],
    istio,
  };
}

function ours(scenario: Scenario, rules: readonly Rule[]): string[] {
  const pairs = scenario
    .findings(rules)
    .filter(({ code }) => code.startsWith('IST'))
    .map(({ code, resource }) => `${code} ${resource}`);
  return [...new Set(pairs)].sort();
}

/** Without codes that the lab does not have, which docs/findings.md lists. */
function theirs({ istio }: Scenario): string[] {
  return [...new Set(istio.filter((pair) => pair.slice(0, 7) in CATALOGUE))].sort();
}

/** Those of which the analyzers were asked. */
const conformance = readdirSync(join(TESTDATA, 'conformance')).filter((name) =>
  existsSync(join(TESTDATA, 'conformance', name, 'analysis.json')),
);

describe("istioctl's analysis of the file", () => {
  const scenarios = conformance.map((name) => {
    const messages: { code: string; origin: string }[] = readJson('conformance', name, 'analysis.json');
    return readScenario(
      'conformance',
      name,
      messages.map(({ code, origin }) => `${code} ${origin}`),
    );
  });

  it.each(scenarios)('$name', (scenario) => {
    expect(ours(scenario, READ_FROM_FILES)).toEqual(theirs(scenario));
  });
});

describe('the analyzers with the pods of a cluster', () => {
  const reference: Record<string, Record<string, string[]>> = readJson('istio-analysis.json');
  const scenarios = [
    ...conformance.map((name) => readScenario('conformance', name, reference.conformance?.[name] ?? [])),
    ...Object.entries(reference.scenarios ?? {}).map(([name, pairs]) =>
      readScenario('scenarios', name, pairs),
    ),
  ];
  const isMeant = (name: string) => (pair: string) => `${name} ${pair}` in DIFFERENCES;

  it.each(scenarios)('$name', (scenario) => {
    const meant = isMeant(scenario.name);
    const agreed = (pairs: string[]) => pairs.filter((pair) => !meant(pair));
    expect(agreed(ours(scenario, RULES))).toEqual(agreed(theirs(scenario)));
  });

  it('differ only where they are said to', () => {
    const differing = scenarios.flatMap((scenario) => {
      const [mine, his] = [ours(scenario, RULES), theirs(scenario)];
      const one = [...mine, ...his].filter((pair) => mine.includes(pair) !== his.includes(pair));
      return one.map((pair) => `${scenario.name} ${pair}`);
    });
    expect(differing.sort()).toEqual(Object.keys(DIFFERENCES).sort());
  });
});
