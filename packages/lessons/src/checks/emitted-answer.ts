import type { journey } from '@lab/istio';

/**
 * Whether the emitted configuration answers a request's first call with a status, or closes its connection; undefined
 * where it does not say: the application decides, or the signature of a token, which only a proxy verifies.
 */
export function expectedOf(
  { hops: [first] }: journey.Journey,
  status: number | 'refused',
): boolean | undefined {
  const verdicts = (first?.ends ?? []).map((end) => endsWith(end, status));
  if (verdicts.includes(false)) return false;
  return verdicts.length === 0 || verdicts.includes(undefined) ? undefined : true;
}

function endsWith({ by, status: own }: journey.End, status: number | 'refused'): boolean | undefined {
  if (by === 'nobody') return status === 'refused';
  if (own !== undefined) return own === status;
  if (status === 200) return true;
  // A policy answers 403: no application of the project does.
  return status === 'refused' || status === 403 ? false : undefined;
}
