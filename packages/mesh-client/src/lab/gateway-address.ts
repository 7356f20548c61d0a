import type { LabStatus } from '@lab/local';
import type { GatewayAddress } from '../gateway-address.ts';
import { InvalidRequestError } from '../invalid-request-error.ts';
import { isServed } from '../mesh/served-hosts.ts';

/**
 * Where requests for a host go: to the gateway that serves it, whose port need not be the one that people know; to that one
 * where none does, for the 404 that a cluster gives.
 *
 * @param host the project's own application without
 * @throws InvalidRequestError for a host that is served over TLS only
 */
export function gatewayAddress(
  { gatewayPort, hosts }: Pick<LabStatus, 'gatewayPort' | 'hosts'>,
  host = `frontend.localhost:${gatewayPort}`,
): GatewayAddress {
  // A name counts before a wildcard (Envoy, VirtualHost.domains).
  const names = hosts.toSorted((a, b) => Number(a.host.includes('*')) - Number(b.host.includes('*')));
  const serving = names.filter((served) => isServed(host, [served.host]));
  const found = serving.find(({ tls }) => !tls);
  if (!found && serving[0]) {
    const command = `curl -k --connect-to ::${serving[0].address} https://${host}`;
    throw new InvalidRequestError(
      `the gateway serves ${host} over TLS only, and ./lab call sends plain HTTP; use ${command}`,
    );
  }
  const [address = '', port] = (found?.address ?? `127.0.0.1:${gatewayPort}`).split(':');
  return { address, port: Number(port), host };
}
