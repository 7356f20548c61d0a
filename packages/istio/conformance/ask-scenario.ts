import type { Answer, Unsupported } from '../src/explain/answer.ts';
import { explainRequest } from '../src/explain/explain-request.ts';
import { buildMesh } from '../src/model/build-mesh.ts';
import { unsupportedFindings } from '../src/model/unsupported.ts';
import { parseResources } from '../src/resources/parse-resources.ts';
import type { Resource } from '../src/resources/resource.ts';
import { compareAnswers, type Difference } from './compare-answers.ts';
import type { Scenario } from './scenario.ts';

/** How one probe's answer compares with Istio's. */
export interface ProbeResult {
  readonly scenario: string;
  readonly area: string;
  readonly probe: string;
  readonly differences: readonly Difference[];
  /** Fields that are not carried out, instead of an answer. */
  readonly unsupported: readonly string[];
}

/** Asks every probe of a scenario: what the configuration that is emitted would do with it. */
export function askScenario(scenario: Scenario): ProbeResult[] {
  const { name, area, probes, expected } = scenario;
  const accepted = acceptedResources(scenario);
  const mesh = buildMesh(accepted);
  const unsupported = unsupportedFindings(accepted);
  return probes.map((probe) => {
    const answer: Answer | Unsupported =
      unsupported.length > 0 ? { unsupported } : explainRequest(mesh, probe);
    const common = { scenario: name, area, probe: probe.name };
    if ('unsupported' in answer) {
      const fields = answer.unsupported.map(({ resource, field }) => `${resource} ${field ?? ''}`.trim());
      return { ...common, differences: [], unsupported: fields };
    }
    const wanted = expected.probes[probe.name] ?? {};
    return { ...common, differences: compareAnswers(wanted, { ...answer }), unsupported: [] };
  });
}

/** The objects of a scenario but those that Istio rejected, which admission would leave out. */
export function acceptedResources({ input, expected }: Scenario): Resource[] {
  const rejected = new Set((expected.rejected ?? []).map(({ kind, name }) => `${kind} ${name}`));
  const { resources } = parseResources(input);
  return resources.filter(
    ({ kind, metadata }) => !rejected.has(`${kind} ${metadata.namespace}/${metadata.name}`),
  );
}
