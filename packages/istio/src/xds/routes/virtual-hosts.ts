import { hostForms } from '../../model/host-forms.ts';
import type { Pod, Service } from '../../model/registry.ts';
import type { Route, VirtualHost } from '../types.ts';

/** Names that share routes: a virtual host to be for each. */
export interface HostGroup {
  readonly services: readonly Service[];
  /** Hosts of a VirtualService that no service has. */
  readonly otherHosts: readonly string[];
  readonly routes: readonly Route[];
}

/** The first group that claims a name has it; a host left without any domain is left out. */
export function virtualHosts(
  groups: readonly HostGroup[],
  pod: Pick<Pod, 'namespace'>,
  domain: string,
  port: number,
): VirtualHost[] {
  const names = new Set<string>();
  const claimed = new Set<string>();
  const fullNames = new Set(groups.flatMap(({ services }) => services.map(({ hostname }) => hostname)));
  const build = (hostname: string, candidates: readonly string[], routes: readonly Route[]) => {
    const name = `${hostname}:${port}`;
    const domains = candidates.filter((candidate) => !claimed.has(candidate.toLowerCase()));
    if (names.has(name) || domains.length === 0) return [];
    names.add(name);
    for (const entry of domains) claimed.add(entry.toLowerCase());
    return { name, domains, routes, includeRequestAttemptCount: true };
  };
  const hosts = groups.flatMap(({ services, otherHosts, routes }) => [
    ...otherHosts.flatMap((host) => build(host, [host], routes)),
    ...services.flatMap((service) => {
      const { domains, shortForms } = hostForms(service, pod.namespace, domain);
      const own = domains.filter((entry) => !(shortForms.has(entry) && fullNames.has(entry)));
      return build(service.hostname, own, routes);
    }),
  ]);
  return hosts.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}
