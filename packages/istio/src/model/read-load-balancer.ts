import type {
  LoadBalancerSettings,
  ConsistentHash as WrittenConsistentHash,
} from '../resources/traffic-policy-types.ts';
import { readDuration } from './duration.ts';
import { setFields } from './set-fields.ts';
import type { ConsistentHash, HashCookie, HashKey, LoadBalancer, SlowStart } from './traffic-policy.ts';

/** Istio's ring size where a hash is asked for without one (Envoy's own default). */
const DEFAULT_RING_SIZE = 1024;

/** A traffic policy's `loadBalancer`; least requests where it names no algorithm. */
export function readLoadBalancer(written: LoadBalancerSettings): LoadBalancer {
  const { simple, consistentHash } = written;
  const isNamed = simple === 'RANDOM' || simple === 'PASSTHROUGH' || simple === 'ROUND_ROBIN';
  return setFields<LoadBalancer>({
    simple: isNamed ? simple : 'LEAST_REQUEST',
    slowStart: readSlowStart(written),
    consistentHash: consistentHash && readConsistentHash(consistentHash),
  });
}

/** Istio's `warmup`; the older field has only its duration. */
function readSlowStart({ warmup, warmupDurationSecs }: LoadBalancerSettings): SlowStart | undefined {
  const window = readDuration(warmup ? warmup.duration : warmupDurationSecs);
  if (!warmup) return window === undefined ? undefined : { window };
  const { aggression = 1, minimumPercent = 10 } = warmup;
  return { window: window ?? 0, growth: { aggression, minimumPercent } };
}

function readConsistentHash(written: WrittenConsistentHash): ConsistentHash {
  return setFields<ConsistentHash>({ key: readHashKey(written), table: readTable(written) });
}

function readTable({ maglev, ringHash, minimumRingSize }: WrittenConsistentHash): ConsistentHash['table'] {
  if (maglev) return { kind: 'maglev', ...(maglev.tableSize && { size: maglev.tableSize }) };
  const minimumSize = ringHash ? ringHash.minimumRingSize : minimumRingSize || DEFAULT_RING_SIZE;
  return { kind: 'ring', ...(minimumSize && { minimumSize }) };
}

function readHashKey({
  httpHeaderName,
  httpCookie,
  useSourceIp,
  httpQueryParameterName,
}: WrittenConsistentHash): HashKey | undefined {
  if (httpHeaderName !== undefined) return { kind: 'header', name: httpHeaderName };
  if (httpCookie !== undefined) return { kind: 'cookie', ...readCookie(httpCookie) };
  if (useSourceIp !== undefined) return { kind: 'source-ip', isUsed: useSourceIp };
  if (httpQueryParameterName !== undefined) return { kind: 'query-parameter', name: httpQueryParameterName };
  return undefined;
}

function readCookie({
  name,
  path,
  ttl,
  attributes = [],
}: NonNullable<WrittenConsistentHash['httpCookie']>): HashCookie {
  return setFields<HashCookie>({ name, path: path || undefined, ttl: readDuration(ttl), attributes });
}
