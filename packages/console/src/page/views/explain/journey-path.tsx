import type { journey } from '@lab/istio';
import { Icon } from '../../parts/icon.tsx';
import { percent } from '../../text/format.ts';

/** The steps of a request as a path: who calls, by which route, and which share ends where. */
export function JourneyPath({ hops }: { readonly hops: readonly journey.Hop[] }) {
  return (
    <ol className="journey">
      {hops.map((hop) => (
        <li key={hop.hop} data-failing={hop.ends.some(({ failure }) => failure)}>
          <p className="journey-from">
            <Icon name={hop.proxy.kind === 'none' ? 'outside' : 'proxy'} />{' '}
            <b>{hop.proxy.kind === 'none' ? hop.callers.join(', ') : hop.proxy.workload}</b>
            {hop.route?.name && <small> route {hop.route.name}</small>}
          </p>
          <ul>
            {hop.ends.map((end) => (
              <li key={`${end.by} ${end.cluster} ${end.status} ${end.workloads.join()}`}>
                <EndText end={end} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function EndText({
  end: { share, workloads, status, flags, failure, cluster = '' },
}: {
  readonly end: journey.End;
}) {
  const where = workloads.join(', ') || cluster.split('|').slice(2).reverse().join(' ').trim() || 'nowhere';
  if (!failure) {
    return (
      <>
        {percent(share)} → <b>{where}</b>
      </>
    );
  }
  return (
    <span className="alarm">
      <Icon name="failed" /> {percent(share)} {status ?? 'no answer'} {flags.join(' ')} at {where}
    </span>
  );
}
