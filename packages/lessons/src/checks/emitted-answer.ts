import type { journey } from '@lab/istio';

/**
 * Whether the emitted configuration answers a request's first call with a status, or closes its connection; undefined
 * where the application decides.
 */
export function expectedOf(
  { hops: [first] }: journey.Journey,
  status: number | 'refused',
): boolean | undefined {
  const verdicts = (first?.ends ?? []).map((end) => endsWith(end, status));
  if (verdicts.includes(false)) return false;
  return verdicts.length === 0 || verdicts.includes(undefined) ? undefined : true;
}

/** Statuses that proxies give for a policy or a token: applications of the project give none of them. */
const REFUSALS: readonly unknown[] = [401, 403];

function endsWith({ by, status: own }: journey.End, status: number | 'refused'): boolean | undefined {
  if (by === 'nobody') return status === 'refused';
  if (own !== undefined) return own === status;
  if (status === 200) return true;
  return status === 'refused' || REFUSALS.includes(status) ? false : undefined;
}
