import { join } from 'node:path';
import type { Pod } from '@lab/istio';
import { fileSource } from './config-sources.ts';

export interface BootstrapOptions {
  readonly pod: Pod;
  readonly domain: string;
  readonly adminSocket: string;
  readonly xdsDir: string;
}

/**
 * The bootstrap of one pod's Envoy (envoy.config.bootstrap.v3.Bootstrap). Node id and cluster are written as
 * Istio's injector writes them, so that tracers and access logs name the workload the same way.
 */
export function bootstrap({ pod, domain, adminSocket, xdsDir }: BootstrapOptions): object {
  const type = pod.proxy === 'gateway' ? 'router' : 'sidecar';
  const app = pod.labels['app.kubernetes.io/name'] ?? pod.labels.app ?? pod.workload;
  return {
    node: {
      id: `${type}~${pod.ip}~${pod.name}.${pod.namespace}~${pod.namespace}.svc.${domain}`,
      cluster: `${app}.${pod.namespace}`,
      metadata: {
        NAMESPACE: pod.namespace,
        NAME: pod.name,
        LABELS: pod.labels,
        SERVICE_ACCOUNT: pod.serviceAccount,
      },
    },
    admin: { address: { pipe: { path: adminSocket, mode: 0o600 } } },
    dynamicResources: {
      ldsConfig: fileSource(join(xdsDir, 'lds.json')),
      cdsConfig: fileSource(join(xdsDir, 'cds.json')),
    },
    layeredRuntime: {
      layers: [
        {
          name: 'static',
          staticLayer: {
            // Zipkin's default is 5 s, too slow for a trace to be looked at right after its request.
            'tracing.zipkin.flush_interval_ms': 500,
            'tracing.opentelemetry.flush_interval_ms': 500,
          },
        },
      ],
    },
    // Statistics are read from the admin socket; nothing is pushed.
    statsFlushOnAdmin: true,
  };
}
