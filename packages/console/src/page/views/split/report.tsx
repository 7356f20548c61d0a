import type { CallReport, CausedFailures, RequestReport } from '@lab/mesh-client';
import type { LoadState } from '../../../protocol.ts';
import { Icon } from '../../parts/icon.tsx';
import { loadText } from '../../parts/send-bar.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import { VersionMark } from '../../parts/version-mark.tsx';
import { Link } from '../../routing/link.tsx';
import { durationText, percent } from '../../text/format.ts';

/** What came of the last order, as `./lab call` prints it. */
export function Report({ load }: { readonly load: LoadState }) {
  const { application, own, notes } = load;
  const report = application ?? own;
  return (
    <section className="panel" aria-labelledby="report" data-load={load.state}>
      <h2 id="report">The last requests that were sent</h2>
      <p>
        {loadText(load)}
        {report && `. ${latencyText(report)}`}
      </p>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {application && <Tiers report={application} />}
      {own && <Answers report={own} />}
      {report?.causes.map((failures) => (
        <Failures key={JSON.stringify(failures)} failures={failures} />
      ))}
      {application?.lastTraceId && (
        <p>
          <Link to={{ view: 'requests', rest: application.lastTraceId }}>
            Trace of the last sampled request
          </Link>
        </p>
      )}
    </section>
  );
}

function latencyText({ latencyMs }: CallReport | RequestReport): string {
  const entries = Object.entries(latencyMs).filter(([, value]) => typeof value === 'number');
  return entries.map(([name, value]) => `${name} ${durationText(Number(value))}`).join(', ');
}

function Tiers({ report: { tiers } }: { readonly report: CallReport }) {
  if (tiers.length === 0) return null;
  return (
    <TableFrame label="Split of each tier">
      <table>
        <thead>
          <tr>
            <th scope="col">Tier</th>
            <th scope="col">Version</th>
            <th scope="col" className="number">
              Calls
            </th>
            <th scope="col" className="number">
              Share
            </th>
            <th scope="col" className="number">
              Weight
            </th>
            <th scope="col">99.9% interval</th>
          </tr>
        </thead>
        <tbody>
          {tiers.map(({ service, version, count, share, weight, interval, inside }) => (
            <tr key={`${service} ${version}`} data-report={`${service} ${version}`}>
              <th scope="row">{service}</th>
              <td>
                <VersionMark version={version} /> {version}
              </td>
              <td className="number">{count}</td>
              <td className="number">{percent(share)}</td>
              <td className="number">{weight === undefined ? '–' : percent(weight)}</td>
              <td>
                {interval ? `${interval.low} to ${interval.high}` : '–'}{' '}
                {inside === false && (
                  <span className="alarm">
                    <Icon name="warning" /> outside
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Answers({ report: { answers } }: { readonly report: RequestReport }) {
  return (
    <ul>
      {answers.map(({ status, pod, reason, count }) => (
        <li key={`${status} ${pod} ${reason}`}>
          {count} × {status} {pod && `from ${pod}`} {reason}
        </li>
      ))}
    </ul>
  );
}

function Failures({ failures: { status, count, causes, requestId } }: { readonly failures: CausedFailures }) {
  const [cause] = causes;
  return (
    <p className="alarm-line">
      <Icon name="failed" /> {count} × {status || 'no answer'}:{' '}
      {cause ? cause.sentence : 'the evidence does not decide'} {cause && <code>{cause.code}</code>}{' '}
      {requestId && <Link to={{ view: 'requests', rest: requestId }}>Show one</Link>}
    </p>
  );
}
