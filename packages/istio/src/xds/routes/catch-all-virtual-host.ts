import type { MeshConfig } from '../../model/mesh-config.ts';
import { PASSTHROUGH_CLUSTER } from '../clusters/cluster-name.ts';
import type { Route, VirtualHost } from '../types.ts';

const ALLOW_ANY: Route = {
  name: 'allow_any',
  match: { prefix: '/' },
  route: { cluster: PASSTHROUGH_CLUSTER, timeout: '0s', maxGrpcTimeout: '0s' },
};

const BLOCK_ALL: Route = { name: 'block_all', match: { prefix: '/' }, directResponse: { status: 502 } };

/**
 * What happens to a Host that no service has: it is let through to the address that the client dialled, or
 * refused with 502 (Istio meshConfig `outboundTrafficPolicy`).
 */
export function catchAllVirtualHost(policy: MeshConfig['outboundTrafficPolicy']): VirtualHost {
  const route = policy === 'REGISTRY_ONLY' ? BLOCK_ALL : ALLOW_ANY;
  return { name: route.name ?? '', domains: ['*'], routes: [route], includeRequestAttemptCount: true };
}
