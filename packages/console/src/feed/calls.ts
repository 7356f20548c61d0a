import { type AccessLogEntry, isFailed, isInbound } from '@lab/evidence';
import { parseClusterName } from '@lab/istio';
import { edgeId } from '../picture/edges.ts';
import { OUTSIDE_NODE } from '../picture/nodes.ts';
import type { Places, PodPlace } from './places.ts';

/** A call along an edge of the picture, as one proxy logged it. */
export interface Call {
  /** Absent where nothing says where it was to go. */
  readonly edge?: string;
  /** The node whose proxy sent it, or `outside`. */
  readonly from: string;
  /** Whether it came into the mesh by it: through a gateway, or from a caller without a proxy. */
  readonly isEntry: boolean;
  readonly version?: string;
  readonly failed: boolean;
  readonly entry: AccessLogEntry;
}

/**
 * The call that a line of an access log is about. Each call counts once: where its caller has a proxy, that one's line does,
 * which has retries and failures too; where it has none, the line of the proxy that was called.
 *
 * @returns undefined for a line whose call counts elsewhere, and for one of a pod that is not known
 */
export function callOf(entry: AccessLogEntry, places: Places): Call | undefined {
  const own = places.pod(entry.pod);
  if (!own) return undefined;
  const failed = isFailed(entry);
  if (isInbound(entry)) {
    const caller = callerOf(entry, places);
    if (entry.downstreamPeer !== undefined || (caller && caller.proxy !== 'none')) return undefined;
    const from = caller?.node ?? OUTSIDE_NODE;
    return { edge: edgeId(from, own.node), from, isEntry: true, version: own.version, failed, entry };
  }
  const answering = entry.upstreamHost === undefined ? undefined : places.reached(entry.upstreamHost);
  const to = answering?.node ?? targetOf(entry, places, own.proxy === 'gateway');
  return {
    ...(to !== undefined && to !== own.node && { edge: edgeId(own.node, to) }),
    ...{ from: own.node, isEntry: own.proxy === 'gateway', failed, entry },
    ...(answering && { version: answering.version }),
  };
}

function callerOf(
  { downstreamRemoteAddress: address }: AccessLogEntry,
  places: Places,
): PodPlace | undefined {
  return address === undefined ? undefined : places.caller(address);
}

/** The node that a call was to go to, where no pod answered. */
function targetOf(entry: AccessLogEntry, places: Places, isGateway: boolean): string | undefined {
  const { cluster, authority, upstreamHost } = entry;
  const hostname = cluster === undefined ? undefined : parseClusterName(cluster)?.hostname;
  if (hostname) return places.host(hostname);
  // What a gateway has no route for was to go nowhere.
  if (isGateway) return undefined;
  const host = authority ?? upstreamHost;
  return host === undefined ? undefined : places.host(host, entry.pod.split('/')[0]);
}
