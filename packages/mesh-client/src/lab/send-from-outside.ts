import type { PodStatus } from '@lab/local';
import { sendLoad } from '@lab/observe';
import { InvalidRequestError } from '../invalid-request-error.ts';
import type { PodPort, ServiceAddress } from '../mesh/service-endpoints.ts';
import type { SendLoad } from '../requests/send-timed.ts';

/**
 * Sends as a caller that is not in the mesh: without a sidecar and without an identity, to a ready pod of the Service that
 * the URL names, as the network of a cluster would.
 *
 * @throws InvalidRequestError where the URL names no Service of the mesh, or one without a ready pod
 */
export function sendFromOutside(
  pods: readonly PodStatus[],
  endpoints: (service: ServiceAddress) => Promise<readonly PodPort[] | null>,
): SendLoad {
  return async ({ url, headers, ...load }) => {
    const service = { host: url.hostname, port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)) };
    const found = await endpoints(service);
    if (!found)
      throw new InvalidRequestError(
        `no Service of the mesh is called ${url.host}: write NAME.NAMESPACE:PORT`,
      );
    const ready = found.flatMap(({ pod, port }) =>
      pods
        .filter((status) => `${status.namespace}/${status.name}` === pod && status.ready)
        .flatMap(({ addresses }) => addresses.inbound[port] ?? []),
    );
    const address = ready[Math.floor(Math.random() * ready.length)];
    if (address === undefined) throw new InvalidRequestError(`${url.host} has no ready pod (./lab status)`);
    const target = new URL(url);
    target.host = address;
    await sendLoad({ ...load, url: target, headers: { host: url.host, ...headers } });
  };
}
