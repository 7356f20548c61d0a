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
