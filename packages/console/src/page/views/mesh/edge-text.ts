import type { EdgeReason, EdgeTls, MeshEdge } from '../../../protocol.ts';
import { durationText, identityText, rateText } from '../../text/format.ts';
import type { EdgeFacts } from './facts.ts';

const REASONS: Readonly<Record<EdgeReason, string>> = {
  route: 'a route of the gateway',
  policy: 'an AuthorizationPolicy',
  sidecar: 'a Sidecar resource',
  environment: 'a URL in the environment of a pod',
  seen: 'calls that were seen',
};

/** What makes a call possible. */
export function reasonsText({ reasons }: MeshEdge): string {
  return reasons.map((reason) => REASONS[reason]).join(', ');
}

/** How calls of an edge are secured. */
export function tlsText(tls: EdgeTls | undefined): string {
  if (!tls) return '–';
  if (tls.mode === 'mutual') return 'mutual TLS';
  return tls.mode === 'simple' ? 'TLS' : 'plaintext';
}

/** Both identities of mutual TLS. */
export function identitiesText({ client, servers }: EdgeTls): string {
  const callee = servers.map(identityText).join(', ');
  return client ? `${identityText(client)} → ${callee}` : callee;
}

/** What is written at an edge of the graph, line by line. */
export function labelLines({ figures, without }: EdgeFacts): string[] {
  if (!figures) return [without];
  const { perSecond, p50, p99 } = figures;
  return [
    rateText(perSecond),
    ...(p50 === undefined ? [] : [`p50 ${durationText(p50)}`]),
    ...(p99 === undefined ? [] : [`p99 ${durationText(p99)}`]),
  ];
}
