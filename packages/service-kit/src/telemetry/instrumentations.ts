import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { ExpressLayerType } from '@opentelemetry/instrumentation-express';
import { isProbe } from '../health.ts';

/**
 * Headers by which a mesh routes a request and puts its spans together. A trace has them as they came in
 * (`http.request.header.x-canary`): where one is missing, a service before did not pass it on.
 */
const STEERING_HEADERS = ['x-canary', 'traceparent', 'b3', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled'];

/**
 * The instrumentations that a service here needs: `http` for the server span, `express` to name its route, `undici`
 * for the client span of `fetch`. The bundle holds no others (scripts/build.ts), so OTEL_NODE_ENABLED_INSTRUMENTATIONS
 * can take from these but not add to them.
 */
export function selectedInstrumentations(env: NodeJS.ProcessEnv) {
  env.OTEL_NODE_ENABLED_INSTRUMENTATIONS ??= 'http,express,undici';
  return getNodeAutoInstrumentations({
    '@opentelemetry/instrumentation-http': {
      ignoreIncomingRequestHook: isProbe,
      headersToSpanAttributes: { server: { requestHeaders: STEERING_HEADERS } },
    },
    // Layers add nothing to a trace of services; the route's name reaches the server span without them.
    '@opentelemetry/instrumentation-express': {
      ignoreLayersType: [
        ExpressLayerType.MIDDLEWARE,
        ExpressLayerType.ROUTER,
        ExpressLayerType.REQUEST_HANDLER,
      ],
    },
  });
}
