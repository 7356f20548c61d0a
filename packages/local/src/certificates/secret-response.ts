/** One SDS answer with one secret (envoy.service.discovery.v3.DiscoveryResponse), as a file has it. */
export function secretResponse(name: string, secret: object): string {
  const type = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret';
  const resources = [{ '@type': type, name, ...secret }];
  return JSON.stringify({ versionInfo: String(Date.now()), resources });
}
