import type { FailedCall, Hop } from '@lab/service-kit';
import type { Outcome } from './ask.ts';
import { type Failure, GATEWAY, SIDECAR } from './failure.ts';

/** One stop on a request's way, as far as there is evidence for it, with the calls that were made from there. */
export type Stop = {
  readonly name: string;
  /** An `address` is where nobody answered. */
  readonly kind: 'service' | 'gateway' | 'address';
  /** The version label; absent before the first request, and where nobody knows. */
  readonly version?: string | undefined;
  /** The pod, or a gateway's ServiceAccount. */
  readonly pod?: string | undefined;
  readonly durationMs?: number;
  readonly failed?: boolean;
  /** How it answered, where that is not an answer as asked for. */
  readonly note?: string | undefined;
  /** The sidecar of the caller was on the stretch that leads here. */
  readonly callerSidecar?: boolean;
  /** So was the sidecar of this stop. */
  readonly ownSidecar?: boolean;
  /** Namespace and ServiceAccount of the caller, by the certificate that this stop's sidecar was shown. */
  readonly callerIdentity?: string;
  readonly calls: readonly Stop[];
};

type OpenStop = Stop & { readonly calls: OpenStop[] };

/** The services of the application, shown before a request has told of its way. */
export const tiers: readonly string[] = ['frontend', 'backend', 'ml'];

/** What the browser called, and what was called from there: the way of a request as a tree of who called whom. */
export function pathOf(outcome: Outcome | undefined): readonly Stop[] {
  if (!outcome) return tiers.reduceRight<Stop[]>((calls, name) => [{ name, kind: 'service', calls }], []);
  const hops = outcome.ok ? outcome.answer.hops : outcome.failure.hops;
  if (hops && hops.length > 0) return behindGateway(treeOf(hops), hops[0], outcome);
  return outcome.ok ? [] : failedStops(outcome.failure, outcome);
}

/** All stops of a path, callers first. */
export function stopsOf(path: readonly Stop[]): readonly Stop[] {
  return path.flatMap((stop) => [stop, ...stopsOf(stop.calls)]);
}

function treeOf(hops: readonly Hop[]): Stop[] {
  const roots: OpenStop[] = [];
  const placed: OpenStop[] = [];
  for (const hop of hops) {
    const stop = stopOf(hop, hops);
    // Callers come first. One that is called twice, or that calls itself, calls from where it was called last.
    const caller = hop.calledBy && placed.findLast(({ pod }) => pod === hop.calledBy);
    (caller ? caller.calls : roots).push(stop);
    placed.push(stop);
  }
  return roots;
}

function stopOf(hop: Hop, hops: readonly Hop[]): OpenStop {
  const { service, version, pod, durationMs, status, failedCalls = [] } = hop;
  const { calledBy, mutualTls, callerSidecar } = hop;
  // A hop that only passes a failure on has not failed.
  const passedOn = failedCalls.length > 0 || hops.some((other) => other.calledBy === pod && other.status);
  return {
    ...{ name: service, kind: 'service', version, pod, durationMs },
    ...(status && { failed: !passedOn, note: `answered ${status}` }),
    // Who called the first hop is not a pod with a sidecar, as far as anybody knows.
    ...(calledBy && (mutualTls || callerSidecar) && { callerSidecar: true }),
    ...(mutualTls && { ownSidecar: true, callerIdentity: workloadOf(mutualTls.caller) }),
    calls: failedCalls.map(failedStop),
  };
}

function failedStop(call: FailedCall): OpenStop {
  const { service, version, pod, status, sidecar, callerSidecar } = call;
  const flag = sidecar?.flag ? ` (${sidecar.flag})` : '';
  const note = sidecar ? `a sidecar answered ${status}${flag}` : status ? `answered ${status}` : 'no answer';
  const seen = callerSidecar && { callerSidecar };
  return { name: service, kind: 'service', version, pod, failed: true, note, ...seen, calls: [] };
}

/**
 * Puts what the browser called in front. A browser has no identity in the mesh: the workload that the sidecar of the
 * first hop names as its caller is a proxy between the two, the gateway. Without mutual TLS all that is known is
 * whether an Envoy answered.
 */
function behindGateway(calls: Stop[], first: Hop | undefined, { fromEnvoy }: Outcome): Stop[] {
  const caller = first?.mutualTls?.caller;
  if (caller) return [{ name: GATEWAY, kind: 'gateway', pod: workloadOf(caller), calls }];
  return fromEnvoy ? [{ name: 'Envoy', kind: 'gateway', note: 'answered your browser', calls }] : calls;
}

/** A failure of which no service tells a way. */
function failedStops({ hop, status, servedBy }: Failure, outcome: Outcome): Stop[] {
  const note = status ? `answered ${status}` : 'no answer';
  const failed = { note, failed: true, calls: [] };
  if (servedBy) {
    const stop: Stop = { name: servedBy.service, kind: 'service', version: servedBy.version, ...failed };
    return behindGateway([stop], undefined, outcome);
  }
  if (hop === GATEWAY) return [{ name: hop, kind: 'gateway', ...failed }];
  if (hop !== SIDECAR) return [{ name: hop, kind: 'address', ...failed }];
  const frontend: Stop = { name: 'frontend', kind: 'service', ...failed, note: `a sidecar ${note}` };
  return [{ name: GATEWAY, kind: 'gateway', calls: [frontend] }];
}

/** Namespace and ServiceAccount out of a SPIFFE ID; the whole of any other. */
function workloadOf(spiffeId: string): string {
  return /\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(spiffeId)?.slice(1).join('/') ?? spiffeId;
}
