import type { HttpConnectionManager } from '../xds/types.ts';
import type { Answer } from './answer.ts';

/** Sampling, tracer and the tags that a Telemetry adds; nothing where the connection manager does not trace. */
export function tracingAnswer({ tracing }: HttpConnectionManager): Pick<Answer, 'tracing'> {
  if (!tracing) return {};
  const { clientSampling, randomSampling, overallSampling, provider, customTags } = tracing;
  const added = customTags.filter(({ tag }) => !tag.startsWith('istio.'));
  return {
    tracing: {
      clientSampling,
      randomSampling,
      overallSampling,
      ...(provider && { provider: provider.name }),
      ...(added.length > 0 && { customTags: added }),
    },
  };
}
