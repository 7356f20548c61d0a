import type { Mesh } from '../../model/mesh.ts';
import { perMeshAnd } from '../../model/per-mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { type TracingSettings, type TracingSide, tracingSettingsFor } from '../../model/telemetry.ts';
import type { CustomTag, HttpTracing } from '../types.ts';
import { byName, istioTags, telemetryTags } from './trace-tags.ts';
import { tracingProvider } from './tracing-provider.ts';

/** What tracing asks of a connection manager: its `tracing` block and its request id extension. */
interface HttpTracingSettings {
  readonly tracing?: HttpTracing;
  /** Whether the decision to sample is written into x-request-id, so that all proxies of a request agree. */
  readonly useRequestIdForTraceSampling: boolean;
}

/**
 * Tracing of a proxy's listeners, `client` for outbound and gateway listeners, `server` for inbound ones. Where no
 * Telemetry says anything, Istio still sets up sampling, without a tracer to report to. A provider that
 * meshConfig does not have, or whose Service is missing, gives no tracing at all.
 *
 * The gateway reports a second span for its own call (`spawnUpstreamSpan`), as it is the client of the first hop;
 * a sidecar's client span is the one of its outbound listener.
 *
 * Which of a caller's headers count (measured on Envoy 1.38.3): OpenTelemetry reads `traceparent` alone, Zipkin
 * `b3`, then `x-b3-*`, then `traceparent`. Both overwrite what they write themselves, but no tracer rewrites
 * `b3`, so the gateway's routes have to remove it, or every later hop takes the caller's span for its parent.
 * Source: istio pilot/pkg/networking/core/tracing.go.
 */
export function httpTracing(mesh: Mesh, pod: Pod, side: TracingSide): HttpTracingSettings {
  return tracingOf[side](mesh, pod);
}

/** A proxy's listeners have the same. */
const tracingOf: Readonly<Record<TracingSide, (mesh: Mesh, pod: Pod) => HttpTracingSettings>> = {
  client: perMeshAnd((mesh, pod) => buildTracing(mesh, pod, 'client')),
  server: perMeshAnd((mesh, pod) => buildTracing(mesh, pod, 'server')),
};

function buildTracing(mesh: Mesh, pod: Pod, side: TracingSide): HttpTracingSettings {
  const settings = tracingSettingsFor(mesh, pod, side);
  if (!settings) {
    const tracing = { ...sampling(mesh.config.defaultSampling), customTags: istioTags(mesh, pod) };
    return { useRequestIdForTraceSampling: true, ...(mesh.config.enableTracing ? { tracing } : {}) };
  }
  const { provider, disabled, useRequestIdForTraceSampling } = settings;
  const tracer = provider?.tracer && !disabled ? tracingProvider(mesh, pod, provider.tracer) : undefined;
  if (!provider || !tracer) return { useRequestIdForTraceSampling: true };
  const maxPathTagLength = provider.tracer?.maxTagLength;
  return {
    useRequestIdForTraceSampling,
    tracing: {
      ...sampling(settings.randomSampling ?? mesh.config.defaultSampling),
      provider: tracer,
      spawnUpstreamSpan: pod.proxy === 'gateway' ? true : undefined,
      maxPathTagLength: maxPathTagLength ? maxPathTagLength : undefined,
      customTags: customTags(mesh, pod, settings),
    },
  };
}

function customTags(mesh: Mesh, pod: Pod, settings: TracingSettings): CustomTag[] {
  const own = settings.enableIstioTags ? istioTags(mesh, pod) : [];
  return [...own, ...telemetryTags(settings.customTags)].sort(byName);
}

/** Per cent. A client that asks for a trace always gets one; the random share is of all other requests. */
function sampling(
  random: number,
): Pick<HttpTracing, 'clientSampling' | 'randomSampling' | 'overallSampling'> {
  return {
    clientSampling: { value: 100 },
    randomSampling: { value: random },
    overallSampling: { value: 100 },
  };
}
