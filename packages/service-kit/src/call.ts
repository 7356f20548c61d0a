import { readClientCertificate } from './client-certificate.ts';
import type { FailedCall, Hop } from './hop.ts';
import type { Identity } from './identity.ts';

/** A request that this pod handles: who asks, until when, and which other services it takes to answer. */
export type Call = {
  /** Aborted when the caller has gone; `callUpstream` then ends its calls, too. */
  readonly signal: AbortSignal;
  /** This pod's hop, then the hops of every call made so far; `status` is that of the problem it answers with. */
  hops(status?: number): Hop[];
  /** Notes what a service that was called tells of its way. `callUpstream` does it. */
  addHops(hops: readonly [Hop, ...Hop[]], seen: SeenByCaller): void;
  /** Notes a call that no hop tells of. `callUpstream` does it. */
  addFailure(failure: FailedCall): void;
};

/** What the caller of a hop knows of it. */
export type SeenByCaller = Pick<Hop, 'status' | 'callerSidecar'>;

export type ReceivedRequest = {
  readonly identity: Identity;
  /** When handling began, in milliseconds of `performance.now()`. */
  readonly startedAt: number;
  readonly signal: AbortSignal;
  /** The header `x-forwarded-client-cert`. */
  readonly clientCertificate: string | null | undefined;
};

/** Opens the record of a request that has come in. */
export function openCall({ identity, startedAt, signal, clientCertificate }: ReceivedRequest): Call {
  const mutualTls = readClientCertificate(clientCertificate, identity.namespace);
  const behind: Hop[] = [];
  const failedCalls: FailedCall[] = [];
  return {
    signal,
    hops: (status) => [
      {
        ...identity,
        durationMs: millisecondsSince(startedAt),
        ...(mutualTls && { mutualTls }),
        ...(status && { status }),
        ...(failedCalls.length > 0 && { failedCalls: [...failedCalls] }),
      },
      ...behind,
    ],
    addHops([first, ...rest], seen) {
      // A hop that names no caller is one of the answering service's, which alone can have put it there.
      const further = rest.map((hop) => ({ ...hop, calledBy: hop.calledBy ?? first.pod }));
      behind.push({ ...first, ...seen, calledBy: identity.pod }, ...further);
    },
    addFailure: (failure) => failedCalls.push(failure),
  };
}

/** Milliseconds since `startedAt` of `performance.now()`, to the hundredth. */
export function millisecondsSince(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 100) / 100;
}
