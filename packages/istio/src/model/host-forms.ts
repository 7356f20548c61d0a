import type { Service } from './registry.ts';

/** The forms of a service's name that a client may write, as Host values without a port. */
export interface HostForms {
  readonly domains: readonly string[];
  /** Those of `domains` that are short forms: they give way to a service that is really called so. */
  readonly shortForms: ReadonlySet<string>;
}

/**
 * Every Host that leads to a service from a namespace: the full name, also with the dot of an absolute name; for
 * a Kubernetes Service its shorter forms (the bare name from its own namespace only); its address. A headless
 * Service's pods have names below it (istio httproute.go, `generateVirtualHostDomains`).
 */
export function hostForms(service: Service, client: string, domain: string): HostForms {
  const alternatives = [`${service.hostname}.`, ...shortNames(service, client, domain)];
  const names = [service.hostname, ...alternatives];
  const headless = service.registry === 'kubernetes' && service.resolution === 'passthrough';
  const pods = headless ? names.map((name) => `*.${name}`) : [];
  const address = /^\d/.test(service.clusterIP) && service.clusterIP !== '0.0.0.0' ? [service.clusterIP] : [];
  return { domains: [...names, ...pods, ...address], shortForms: new Set(alternatives) };
}

/** Only a name that ends like a Kubernetes service's is shortened: others could clash with what they shorten to. */
function shortNames({ hostname }: Service, client: string, domain: string): string[] {
  const suffix = `.svc.${domain}`;
  const [name, namespace, ...rest] = hostname.endsWith(suffix)
    ? hostname.slice(0, -suffix.length).split('.')
    : [];
  if (!name || !namespace || rest.length > 0) return [];
  const qualified = `${name}.${namespace}`;
  return namespace === client ? [name, `${qualified}.svc`, qualified] : [qualified, `${qualified}.svc`];
}
