import type { End, Hop } from '../explain/journey/journey.ts';

/** A share as a percentage: `80%`. */
export function percent(share: number): string {
  return `${Math.round(share * 1000) / 10}%`;
}

/** Where requests go that succeed, each with its share: `stable 80%`, `canary 20%`. */
export function destinationsText(hop: Hop, ends: readonly End[], whole: boolean): string[] {
  const { destinations, request } = hop;
  const label = (end: End): string => {
    const { cluster, workloads, by, status } = end;
    if (isRedirect(end)) return `${status} to ${redirectOf(hop)}`;
    if (by === 'caller-proxy') return String(status);
    const destination = destinations.find((candidate) => candidate.cluster === cluster);
    const pods = workloads.map(workloadName).join(' and ');
    if (destination?.subset) return whole ? `${destination.subset} (${pods})` : destination.subset;
    if (by === 'outside')
      return `a server outside the mesh${destination?.host ? ` (${destination.host})` : ''}`;
    const host = destination?.host ?? request.host;
    if (hop.proxy.kind === 'gateway') return whole ? `${pods} of ${shortHost(host)}` : pods;
    if (sameHost(host, request.host) && !whole) return 'succeeds';
    return `${pods} of ${shortHost(host)}`;
  };
  const shares = new Map<string, number>();
  for (const end of ends) shares.set(label(end), (shares.get(label(end)) ?? 0) + end.share);
  return [...shares].map(([name, share]) => (share > 0.999_999 ? name : `${name} ${percent(share)}`));
}

/** Whether the proxy sends the client elsewhere. */
export function isRedirect({ by, status = 0, failure }: End): boolean {
  return by === 'caller-proxy' && failure === undefined && status >= 300 && status < 400;
}

/** Where the route sends the client; a virtual host without a route for it wants TLS. */
export function redirectOf({ route }: Hop): string {
  return route?.redirect ?? 'https://…';
}

/** How a request fails: `403 (no ALLOW rule)`. */
export function endText({ share, status, failure, by }: End, { request }: Hop): string {
  const what = status === undefined ? 'connection closed' : String(status);
  const why = failure ? REASONS[failure.kind] : undefined;
  const text = `${by === 'nobody' && request.host === '' ? 'no answer' : what}${why ? ` (${why})` : ''}`;
  return share > 0.999_999 ? text : `${text} ${percent(share)}`;
}

const REASONS: Readonly<Record<NonNullable<End['failure']>['kind'], string>> = {
  'host-unknown': 'no such host',
  'port-missing': 'no such port',
  'no-listener': 'nothing listens on the port',
  'no-filter-chain': 'no filter chain',
  'tls-to-plaintext': 'TLS to a port that takes plaintext',
  'client-certificate-required': 'a client certificate is required',
  'protocol-error': 'protocol error',
  'no-virtual-host': 'no route for the host',
  'no-route': 'no route for the request',
  'outbound-blocked': 'not in the registry',
  'cluster-missing': 'no such subset or Service',
  'no-endpoint': 'no pod',
  'no-ready-endpoint': 'no ready pod',
  'plaintext-to-mutual-tls': 'mutual TLS is required',
  'wrong-server-identity': 'another server identity',
  'rbac-denied': 'authorization policy',
  'jwt-denied': 'token',
  'fault-abort': 'injected fault',
  'direct-response': 'direct response',
};

function workloadName(workload: string): string {
  return workload.slice(workload.indexOf('/') + 1);
}

/** A Kubernetes Service by its short name. */
export function shortHost(host: string): string {
  return host.replace(/^([^.]+\.[^.]+)\.svc\..*$/, '$1');
}

function sameHost(host: string, asked: string): boolean {
  const name = (text: string) => shortHost(text.replace(/:\d+$/, ''));
  return name(host) === name(asked);
}
