/** A Service that requests of the lab go to. */
export interface ClusterService {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
}

/** The ingress gateway, as Istio's chart installs it here. */
export const gatewayService: ClusterService = {
  name: 'istio-ingressgateway',
  namespace: 'istio-system',
  port: 80,
};

/** Jaeger's query API, which k8s/observability brings. */
export const jaegerService: ClusterService = {
  name: 'jaeger-query',
  namespace: 'observability',
  port: 16686,
};

/** Prometheus' API: as k8s/observability brings it, and as Istio's own samples do (istio samples/addons/prometheus.yaml). */
export const prometheusServices: readonly ClusterService[] = [
  { name: 'prometheus', namespace: 'observability', port: 9090 },
  { name: 'prometheus', namespace: 'istio-system', port: 9090 },
];
