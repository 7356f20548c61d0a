import type { journey } from '@lab/istio';
import type { Compared, Seen } from './ask-generated.ts';

/** Ends where no proxy could have seen a request. */
const UNSEEN = new Set(['host-unknown', 'port-missing', 'no-listener']);

/** How what became of a request differs from every end that was foretold; undefined where one of them is it. */
export function differenceOf({ hop, seen }: Compared): string | undefined {
  if (!seen) {
    const isUnseen = hop.ends.every(({ by, failure }) => by === 'outside' || UNSEEN.has(failure?.kind ?? ''));
    return isUnseen ? undefined : 'nothing listens for it';
  }
  // What is passed on to an address has none on this machine.
  if (hop.ends.every(isPassedOn)) {
    return seen.cluster === 'PassthroughCluster' || !hop.route ? undefined : `sent to ${seen.cluster}`;
  }
  return hop.ends.some((end) => isEnd(end, seen, hop)) ? undefined : 'no end is like it';
}

function isPassedOn({ cluster, failure }: journey.End): boolean {
  return cluster === 'PassthroughCluster' || failure?.kind === 'host-unknown';
}

/** Whether what was seen is that end. */
export function isEnd(end: journey.End, seen: Seen, hop: journey.Hop): boolean {
  const { answer } = seen;
  if (end.by === 'nobody') return 'closed' in answer || ('status' in answer && answer.status === 400);
  if (!('status' in answer)) return false;
  // What is at an address outside of the mesh is not foretold: a connection to it may fail, if it is the right one.
  if (end.by === 'outside' && hop.route && seen.flags.includes('UF')) return seen.cluster === end.cluster;
  const reached = end.by === 'application' || end.by === 'outside';
  const status = end.status ?? (reached ? 200 : undefined);
  const pod = seen.pod?.replace(/-\d+:\d+$/, '');
  return (
    (status === undefined || status === answer.status) &&
    (!hop.route || hasFlags(end, seen)) &&
    (!reached || !hop.route || seen.cluster === end.cluster) &&
    (end.by !== 'application' || end.workloads.includes(pod ?? '')) &&
    (end.by !== 'outside' || seen.pod === 'outside')
  );
}

function hasFlags({ flags, failure }: journey.End, seen: Seen): boolean {
  // A pod's port without a listener is no endpoint here, for want of an address that would refuse connections.
  if (failure?.kind === 'no-listener' && seen.flags.join() === 'UH') return true;
  return [...flags].sort().join() === seen.flags.join();
}
