import type { Service } from '@lab/istio';

/** The names that a pod's resolver would find (Kubernetes documentation, "DNS for Services and Pods"). */
export function serviceNames(service: Service, fromNamespace: string, domain: string): string[] {
  const { hostname, name, namespace } = service;
  if (service.registry !== 'kubernetes') return [hostname];
  const qualified = `${name}.${namespace}`;
  const short = namespace === fromNamespace ? [name] : [];
  return [...short, qualified, `${qualified}.svc`, `${qualified}.svc.${domain}`];
}
