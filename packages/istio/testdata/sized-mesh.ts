/**
 * A mesh of a size, for the benchmark and for the test of growth. Each service has a Service, two Deployments (stable and
 * canary) with a ServiceAccount, a DestinationRule with both as subsets, and a VirtualService with a header rule and a
 * split of 90 to 10.
 */
export function sizedMesh(services: number, perNamespace = PER_NAMESPACE): string {
  const places = Array.from({ length: services }, (_, index) => placeOf(index, perNamespace));
  const namespaces = new Set(places.map(({ namespace }) => namespace));
  return [
    ...[...namespaces].map(namespaceText),
    ...places.map(({ name, namespace }) => serviceText(name, namespace)),
  ].join('');
}

/** Services that share a namespace. */
const PER_NAMESPACE = 20;

/** Name and namespace of a service by its number. */
export function placeOf(index: number, perNamespace: number): { name: string; namespace: string } {
  return { name: `service-${index}`, namespace: `team-${Math.floor(index / perNamespace)}` };
}

function namespaceText(name: string): string {
  return `apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { istio-injection: enabled } }
---
`;
}

function serviceText(name: string, namespace: string): string {
  return `apiVersion: v1
kind: ServiceAccount
metadata: { name: ${name}, namespace: ${namespace} }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { app: ${name} }
  ports:
    - { name: http, port: 8080, targetPort: http }
---
${deploymentText(name, namespace, 'stable')}${deploymentText(name, namespace, 'canary')}apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  host: ${name}
  trafficPolicy:
    connectionPool: { http: { http1MaxPendingRequests: 100 } }
    outlierDetection: { consecutive5xxErrors: 3, maxEjectionPercent: 100 }
  subsets:
    - { name: stable, labels: { version: stable } }
    - { name: canary, labels: { version: canary } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  hosts: [${name}]
  http:
    - name: by-header
      match:
        - headers: { x-canary: { exact: 'true' } }
      route:
        - destination: { host: ${name}, subset: canary }
    - name: split
      timeout: 5s
      retries: { attempts: 2, perTryTimeout: 2s }
      route:
        - { destination: { host: ${name}, subset: stable }, weight: 90 }
        - { destination: { host: ${name}, subset: canary }, weight: 10 }
---
`;
}

function deploymentText(name: string, namespace: string, version: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}-${version}, namespace: ${namespace} }
spec:
  replicas: 1
  selector: { matchLabels: { app: ${name}, version: ${version} } }
  template:
    metadata: { labels: { app: ${name}, version: ${version} } }
    spec:
      serviceAccountName: ${name}
      containers:
        - name: ${name}
          image: ${name}
          ports:
            - { name: http, containerPort: 8080 }
---
`;
}
