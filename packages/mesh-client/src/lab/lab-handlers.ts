import { type PortableResource, toPortable } from '@lab/istio';
import type { Lab } from '@lab/local';
import type { Span, TraceStore } from '@lab/observe';
import { callsSeen } from '../explain/calls-seen.ts';
import { type ExplainQuestion, type Explanation, explainCall } from '../explain/explain-call.ts';
import { readinessOf } from '../explain/readiness.ts';
import { samplingOf } from '../mesh/sampling.ts';
import { type PodPort, type ServiceAddress, serviceEndpoints } from '../mesh/service-endpoints.ts';
import { type TierPath, type TierWeights, tierWeights } from '../mesh/tier-weights.ts';
import { explainFailure, type WhyAnswer } from '../why/explain-failure.ts';
import type { WhyQuestion } from '../why/find-entries.ts';
import { type DiagnosedFailures, type FailuresQuestion, findFailures } from '../why/find-failures.ts';
import { labAccessLogs, labEvidence } from '../why/lab-evidence.ts';

/** What the command line adds to the lab's own control methods: parameters and results are plain JSON. */
export interface LabHandlers {
  /** Ids of the traces that begin with the text, the newest first, at most 100. */
  traceIds(params: { readonly prefix: string }): readonly string[];
  spans(params: { readonly traceId: string }): readonly Span[];
  weights(params: TierPath): TierWeights;
  /** As samplingOf says; null without proxies. */
  sampling(): number | null;
  /** What would happen to a request; `from` is a whole name. */
  explain(params: ExplainQuestion): Explanation;
  /** What the mesh in force is made of. */
  resources(): readonly PortableResource[];
  why(params: WhyQuestion): Promise<WhyAnswer>;
  failures(params: FailuresQuestion): Promise<readonly DiagnosedFailures[]>;
  /** Null where the mesh has no such Service. */
  endpoints(params: ServiceAddress): readonly PodPort[] | null;
}

/** Traces in which calls are looked for: the newest. */
const TRACES = 200;

/** Answers from the spans that were collected, the active mesh and its pods. */
export function labHandlers(
  traces: TraceStore,
  running: Pick<Lab, 'mesh' | 'resources' | 'status'>,
): LabHandlers {
  const meshInForce = () => running.mesh;
  return {
    traceIds: ({ prefix }) => traces.ids(prefix).slice(0, 100),
    spans: ({ traceId }) => traces.spans(traceId),
    weights: (path) => tierWeights(meshInForce(), path),
    sampling: () => samplingOf(meshInForce()) ?? null,
    explain: (question) => {
      const newest = traces.ids().slice(0, TRACES);
      const calls = callsSeen(newest.map((id) => traces.spans(id)));
      const { pods, gatewayPort } = running.status();
      const here = { entryPort: gatewayPort, dialsPastProxy: true };
      return explainCall(running.mesh, question, { calls, readiness: readinessOf(pods), ...here });
    },
    resources: () => running.resources.map(toPortable),
    why: async (question) => explainFailure(await labAccessLogs(running), labEvidence(running), question),
    failures: async (question) => findFailures(await labAccessLogs(running), labEvidence(running), question),
    endpoints: (service) => serviceEndpoints(meshInForce(), service) ?? null,
  };
}
