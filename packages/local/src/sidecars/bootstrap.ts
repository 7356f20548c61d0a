import type { Bootstrap, Pod } from '@lab/istio';
import { adsConfig, adsSource, xdsCluster } from './config-sources.ts';

export interface BootstrapOptions {
  readonly pod: Pod;
  readonly domain: string;
  readonly adminSocket: string;
  /** Where the lab serves this Envoy's configuration. */
  readonly xdsSocket: string;
}

/** Written as Istio's injector writes it, so that tracers and access logs name the workload the same way. */
export function nodeId(pod: Pod, domain: string): string {
  const type = pod.proxy === 'gateway' ? 'router' : 'sidecar';
  return `${type}~${pod.ip}~${pod.name}.${pod.namespace}~${pod.namespace}.svc.${domain}`;
}

/** The bootstrap of one pod's Envoy. */
export function bootstrap({ pod, domain, adminSocket, xdsSocket }: BootstrapOptions): Bootstrap {
  const app = pod.labels['app.kubernetes.io/name'] ?? pod.labels.app ?? pod.workload;
  return {
    node: {
      id: nodeId(pod, domain),
      cluster: `${app}.${pod.namespace}`,
      metadata: {
        NAMESPACE: pod.namespace,
        NAME: pod.name,
        LABELS: pod.labels,
        SERVICE_ACCOUNT: pod.serviceAccount,
      },
    },
    admin: { address: { pipe: { path: adminSocket, mode: 0o600 } } },
    dynamicResources: { adsConfig: adsConfig(), ldsConfig: adsSource(), cdsConfig: adsSource() },
    staticResources: { clusters: [xdsCluster(xdsSocket)] },
    layeredRuntime: {
      layers: [
        {
          name: 'static',
          staticLayer: {
            // Zipkin's default is 5 s, too slow for a trace to be looked at right after its request.
            'tracing.zipkin.flush_interval_ms': 500,
            'tracing.opentelemetry.flush_interval_ms': 500,
            // Istio's (istio pkg/bootstrap/config.go); Envoy's own 100 is less than a path with a UUID takes.
            're2.max_program_size.error_level': 32_768,
          },
        },
      ],
    },
    // Statistics are read from the admin socket; nothing is pushed.
    statsFlushOnAdmin: true,
  };
}
