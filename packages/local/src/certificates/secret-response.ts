import type { DiscoveryResponse, Secret } from '@lab/istio';

/** One SDS answer with one secret, as a file has it. */
export function secretResponse(name: string, secret: Secret): string {
  const response: DiscoveryResponse = {
    versionInfo: String(Date.now()),
    resources: [
      { '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret', name, ...secret },
    ],
  };
  return JSON.stringify(response);
}
