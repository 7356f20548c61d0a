import { parseCidrRange } from './cidr-range.ts';
import type { L4Match, L4Route } from './l4-route.ts';
import { readDestination } from './read-destination.ts';
import { setFields } from './set-fields.ts';
import type { TcpRoute, TlsRoute } from './virtual-service-types.ts';

type WrittenMatch = NonNullable<TcpRoute['match']>[number] & { readonly sniHosts?: readonly string[] };

/** A `tls` or `tcp` route; a range of addresses that is none is left out. */
export function readL4Route({ match = [], route = [] }: TlsRoute | TcpRoute): L4Route {
  return {
    match: match.map(readMatch),
    route: route.map(({ destination, weight = 0 }) => ({
      destination: readDestination(destination),
      weight,
    })),
  };
}

function readMatch(written: WrittenMatch): L4Match {
  return setFields<L4Match>({
    sniHosts: written.sniHosts ?? [],
    destinationSubnets: (written.destinationSubnets ?? []).flatMap((text) => parseCidrRange(text) ?? []),
    port: written.port,
    sourceLabels: written.sourceLabels ?? {},
    sourceNamespace: written.sourceNamespace,
    gateways: written.gateways ?? [],
  });
}
