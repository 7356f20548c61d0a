import type { Kubectl, KubeObject } from '@lab/cluster';
import { hasCode, LabError } from '@lab/errors';
import { OWN_NAMESPACE } from './change-record.ts';

/** Seconds for which a cluster stays a learner's after their last command. */
export const LEASE_SECONDS = 900;

const reference: KubeObject = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'istio-the-hard-way-learner', namespace: OWN_NAMESPACE },
};

/** A Lease as far as it is read here. Source: k8s.io/api `coordination/v1`; times are RFC 3339 with microseconds. */
interface Lease extends KubeObject {
  readonly spec?: {
    readonly holderIdentity?: string | null;
    readonly leaseDurationSeconds?: number | null;
    readonly acquireTime?: string | null;
    readonly renewTime?: string | null;
    readonly leaseTransitions?: number | null;
  };
}

export interface Claim {
  /** `user@host`. */
  readonly holder: string;
  /** Takes it from another whose time is not over. */
  readonly takesOver?: boolean;
}

/**
 * Takes the cluster for a learner, or goes on holding it.
 *
 * @throws LabError LEARNER_BUSY while another one holds it
 */
export async function hold(cluster: Kubectl, claim: Claim, now = new Date()): Promise<void> {
  const [found] = (await cluster.read([reference])) as readonly Lease[];
  const rival = found && rivalOf(found, claim.holder, now);
  if (rival && !claim.takesOver) throw busy(cluster, rival);
  try {
    await cluster.write(found ? 'replace' : 'create', [held(found, claim.holder, now)]);
  } catch (error) {
    // Another was faster: between the look and the write.
    if (!hasCode(error, 'CONFLICT')) throw error;
    const [taken] = (await cluster.read([reference])) as readonly Lease[];
    const winner = taken && rivalOf(taken, claim.holder, now);
    if (winner) throw busy(cluster, winner);
  }
}

/** Gives it back; a Lease of another stays. */
export async function release(cluster: Kubectl, holder: string): Promise<void> {
  const [found] = (await cluster.read([reference])) as readonly Lease[];
  if (found?.spec?.holderIdentity === holder) await cluster.write('delete', [reference]);
}

/** Who holds it, since when and until when, where that is another and the time is not over. */
export function rivalOf({ spec = {} }: Lease, holder: string, now: Date): Rival | undefined {
  const { holderIdentity, renewTime, acquireTime, leaseDurationSeconds } = spec;
  if (!holderIdentity || holderIdentity === holder) return undefined;
  const renewed = Date.parse(renewTime ?? '');
  const until = new Date(renewed + (leaseDurationSeconds ?? LEASE_SECONDS) * 1000);
  if (!(until > now)) return undefined;
  return { name: holderIdentity, since: new Date(acquireTime ?? renewed), until };
}

interface Rival {
  readonly name: string;
  readonly since: Date;
  readonly until: Date;
}

/** With the resource version that was read, so that the API server refuses the slower of two. */
function held(found: Lease | undefined, holder: string, now: Date): KubeObject {
  const { spec = {}, metadata = reference.metadata } = found ?? {};
  const isNew = spec.holderIdentity !== holder;
  const time = now.toISOString().replace('Z', '000Z');
  return {
    ...reference,
    metadata: {
      ...reference.metadata,
      ...(found && { resourceVersion: metadata.resourceVersion }),
    },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: LEASE_SECONDS,
      acquireTime: isNew ? time : (spec.acquireTime ?? time),
      renewTime: time,
      leaseTransitions: (spec.leaseTransitions ?? 0) + (found && isNew ? 1 : 0),
    },
  };
}

function busy({ context }: Kubectl, { name, since, until }: Rival): LabError {
  return new LabError(
    'LEARNER_BUSY',
    `${name} learns on ${context} since ${since.toISOString()}`,
    `One learner at a time: wait until ${until.toISOString()}, when the time is over unless ${name} goes on, or take ` +
      'the cluster over with --take-over.',
  );
}
