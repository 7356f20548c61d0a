import type { Mesh } from '@lab/istio';
import type { Span, TraceStore } from '@lab/observe';
import { samplingOf } from '../mesh/sampling.ts';
import { type PodPort, type ServiceAddress, serviceEndpoints } from '../mesh/service-endpoints.ts';
import { type TierPath, type TierWeights, tierWeights } from '../mesh/tier-weights.ts';

/** What the command line adds to the lab's own control methods: parameters and results are plain JSON. */
export interface LabHandlers {
  /** Ids of the traces that begin with the text, the newest first, at most 100. */
  traceIds(params: { readonly prefix: string }): readonly string[];
  spans(params: { readonly traceId: string }): readonly Span[];
  weights(params: TierPath): TierWeights;
  /** As samplingOf says; null without proxies. */
  sampling(): number | null;
  /** Null where the mesh has no such Service. */
  endpoints(params: ServiceAddress): readonly PodPort[] | null;
}

/** Answers from the spans that were collected and the active mesh. */
export function labHandlers(traces: TraceStore, meshInForce: () => Mesh): LabHandlers {
  return {
    traceIds: ({ prefix }) => traces.ids(prefix).slice(0, 100),
    spans: ({ traceId }) => traces.spans(traceId),
    weights: (path) => tierWeights(meshInForce(), path),
    sampling: () => samplingOf(meshInForce()) ?? null,
    endpoints: (service) => serviceEndpoints(meshInForce(), service) ?? null,
  };
}
