import type { Cause } from '@lab/evidence';
import { memo } from 'react';
import type { RequestRow } from '../../../protocol.ts';
import { VersionMark } from '../../parts/version-mark.tsx';
import { Link } from '../../routing/link.tsx';
import { clockText, durationText } from '../../text/format.ts';
import { StatusMark } from './status-mark.tsx';

interface Props {
  readonly row: RequestRow;
  /** Milliseconds, of the longest bar. */
  readonly scale: number;
  /** The first that is known of a request that failed. */
  readonly cause: Cause | undefined;
  /** The request that others are compared with. */
  readonly chosen: string | undefined;
  onChoose(id: string | undefined): void;
}

/** A row of the list. It is drawn again when something of it changes, and not with each request that comes. */
export const RequestLine = memo(function RequestLine({ row, scale, cause, chosen, onChoose }: Props) {
  return (
    <tr data-failed={row.failed}>
      <td className="number">{clockText(row.at)}</td>
      <th scope="row">
        <Link to={{ view: 'requests', rest: row.id }}>
          {row.method ?? 'connection'} {row.path}
        </Link>{' '}
        <small>{row.host}</small>
      </th>
      <td>
        <StatusMark status={row.status} flags={row.flags} isFailed={row.failed} />
        <FailedCall row={row} />
      </td>
      <td>
        <Versions row={row} />
      </td>
      <td className="number duration">
        {durationText(row.durationMs)}
        <svg aria-hidden="true">
          <rect width={`${(row.durationMs / scale) * 100}%`} height="100%" />
        </svg>
      </td>
      <td>{row.failed && <CauseText row={row} cause={cause} />}</td>
      <td>
        <Compare id={row.id} chosen={chosen} onChoose={onChoose} />
      </td>
    </tr>
  );
});

/** The call on its path where it failed, where that is not the first: applications answer with a status of their own. */
function FailedCall({ row: { failed, hops } }: { readonly row: RequestRow }) {
  const index = hops.findLastIndex(({ status }) => status >= 400 || status === 0);
  const hop = hops[index];
  if (!failed || !hop || index === 0) return null;
  const [from, to] = hop.edge.split('>').map((node) => node.split('/').at(-1));
  return (
    <small className="failed-call">
      {' '}
      {hop.status || 'no answer'} {hop.flags.join(' ')} at {from} → {to}
    </small>
  );
}

/** The version that answered at each tier, in the order of the calls. */
function Versions({ row: { hops } }: { readonly row: RequestRow }) {
  return (
    <span className="versions">
      {hops.map(({ edge, version, status }) => (
        <span
          key={edge}
          role="img"
          aria-label={version ?? 'none'}
          title={`${edge.replace('>', ' → ')}: ${version ?? 'no pod'}, ${status || 'no answer'}`}
        >
          {version === undefined ? '–' : <VersionMark version={version} />}
        </span>
      ))}
    </span>
  );
}

function CauseText({ row, cause }: Pick<Props, 'row' | 'cause'>) {
  if (!cause) return <small>{row.details ?? ''}</small>;
  return (
    <span className="cause-text" title={cause.sentence}>
      <code>{cause.code}</code> {cause.sentence}
    </span>
  );
}

function Compare({ id, chosen, onChoose }: { readonly id: string } & Pick<Props, 'chosen' | 'onChoose'>) {
  const name = id.slice(0, 8);
  if (chosen === undefined) {
    return (
      <button
        type="button"
        className="quiet"
        aria-label={`Choose request ${name} for a comparison`}
        onClick={() => onChoose(id)}
      >
        Choose
      </button>
    );
  }
  if (chosen === id) {
    return (
      <button type="button" className="quiet" onClick={() => onChoose(undefined)}>
        Chosen
      </button>
    );
  }
  return (
    <Link
      to={{ view: 'requests', rest: chosen, query: { with: id } }}
      aria-label={`Compare with the chosen request: ${name}`}
    >
      Compare
    </Link>
  );
}
