import { placeOf } from './sized-mesh.ts';

interface PolicyOptions {
  /** Put after every name that is referred to: nothing fits then. */
  readonly suffix?: string;
  readonly perNamespace?: number;
}

/**
 * Policies of every kind for the services of `sizedMesh`, as many of each kind as there are services, so that every rule
 * has something to look at.
 */
export function sizedPolicies(services: number, { suffix = '', perNamespace = 20 }: PolicyOptions = {}): string {
  const places = Array.from({ length: services }, (_, index) => placeOf(index, perNamespace));
  return [
    GATEWAY_PODS,
    routes(places, suffix),
    ...places.map((place, index) => policiesOf(place, index, suffix)),
  ].join('');
}

type Place = ReturnType<typeof placeOf>;

const GATEWAY_PODS = `apiVersion: apps/v1
kind: Deployment
metadata: { name: ingress, namespace: edge }
spec:
  selector: { matchLabels: { istio: ingress } }
  template:
    metadata:
      labels: { istio: ingress, sidecar.istio.io/inject: 'true' }
      annotations: { inject.istio.io/templates: gateway }
    spec: { containers: [{ name: istio-proxy, image: auto, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ingress, namespace: edge }
spec: { selector: { istio: ingress }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
`;

/** One VirtualService with a route for each service, as an ingress has. */
function routes(places: readonly Place[], suffix: string): string {
  const entries = places.map(({ name, namespace }, index) => {
    const destination = `{ host: ${name}${suffix}.${namespace}.svc.cluster.local }`;
    return `    - match: [{ uri: { prefix: /${name}${suffix && '/'} }, headers: { x: { exact: '${index}' } } }]
      route: [{ destination: ${destination} }]
`;
  });
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: all, namespace: edge }
spec:
  hosts: ['*.example.com']
  gateways: [edge/gateway-0]
  http:
${entries.join('')}---
`;
}

function policiesOf({ name, namespace }: Place, index: number, suffix: string): string {
  const at = `namespace: ${namespace}`;
  const app = `app: ${name}${suffix}`;
  const shared = suffix && 'shared';
  return `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gateway-${index}, namespace: edge }
spec:
  selector: { istio: ingress }
  servers:
    - port: { number: ${suffix ? 8081 : 80}, name: http, protocol: HTTP }
      hosts: ['${shared || name}.example.com']
    - port: { number: 443, name: https-${index}, protocol: HTTPS }
      hosts: ['${shared || name}.example.net']
      tls: { mode: SIMPLE, credentialName: certificate-${index}${suffix} }
---
apiVersion: v1
kind: Secret
metadata: { name: certificate-${index}, namespace: edge }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}-edge, ${at} }
spec:
  hosts: [${suffix ? 'unknown' : name}.example.com]
  gateways: [edge/gateway-${index}${suffix}, edge/gateway-${index}]
  http:
    - match: [{ headers: { '@request.auth.claims.group': { exact: a } } }]
      fault: { delay: { percent: 1, fixedDelay: 1s } }
      route: [{ destination: { host: ${name}${suffix}, subset: stable${suffix}, port: { number: 8080 } } }]
    - route: [{ destination: { host: ${name} }, weight: 7 }, { destination: { host: ${name}-db }, weight: 3 }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}-again, ${at} }
spec:
  hosts: [${suffix ? 'shared' : `${name}-db`}]
  exportTo: [${suffix ? "'*'" : "'.'"}]
  http: [{ route: [{ destination: { host: ${name}-db } }] }]
---
apiVersion: v1
kind: Service
metadata: { name: ${name}-db, ${at} }
spec:
  selector: { ${app} }
  ports: [{ name: tcp, port: 5432, targetPort: 8080 }, { name: web, port: 8080, targetPort: nosuch }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${name}-db, ${at} }
spec:
  host: ${name}-db${suffix}
  exportTo: ['.']
  trafficPolicy: { tls: { mode: SIMPLE }, outlierDetection: { consecutive5xxErrors: 3 } }
  subsets: [{ name: stable, labels: { version: stable${suffix} } }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${name}-tls, ${at} }
spec: { host: ${name}-db, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${name}-outside, ${at} }
spec:
  hosts: ['${name}.example.org', '*.${name}.example.org']
  ports: [{ number: 9000, name: tcp, protocol: TCP }]
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: ${name}, ${at} }
spec: { workloadSelector: { labels: { ${suffix ? 'version: stable' : app} } }, egress: [{ hosts: ['./*', 'edge/*'] }] }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: ${name}, ${at} }
spec: { selector: { matchLabels: { ${app} } }, mtls: { mode: STRICT } }
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: ${name}, ${at} }
spec: { selector: { matchLabels: { ${app} } }, jwtRules: [{ issuer: a }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${name}, ${at} }
spec:
  selector: { matchLabels: { ${app} } }
  rules:
    - from: [{ source: { principals: [cluster.local/ns/${namespace}/sa/${name}${suffix}] } }]
    - from: [{ source: { namespaces: [${namespace}${suffix}, ${namespace}*] } }]
---
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: { name: ${name}, ${at} }
spec: { selector: { matchLabels: { ${suffix ? 'version: stable' : app} } }, tracing: [{ randomSamplingPercentage: 1 }], accessLogging: [{}] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: edge }
spec:
  gatewayClassName: istio
  addresses: [{ type: Hostname, value: ingress${suffix} }]
  listeners: [{ name: http, port: ${suffix ? 81 : 80}, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name}, ${at} }
spec:
  parentRefs: [{ name: ${name}${suffix}, namespace: edge }, { kind: Service, group: '', name: ${name}${suffix} }]
  rules: [{ backendRefs: [{ name: ${name}${suffix}, port: 8080 }] }]
---
`;
}
