import { Icon } from '../../parts/icon.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import { VersionMark } from '../../parts/version-mark.tsx';
import { Link } from '../../routing/link.tsx';
import { durationText, percent, rateText } from '../../text/format.ts';
import { identitiesText, reasonsText, tlsText } from './edge-text.ts';
import type { EdgeFacts } from './facts.ts';

const COLUMNS = [
  'Caller',
  'Callee',
  'Requests',
  'Failed',
  'p50',
  'p99',
  'Split: weight, share (calls)',
  'Security',
  'Caller’s proxy',
  'Known from',
];

/** The graph's edges as a table, with all that does not fit in the graph. */
export function MeshTable({ edges }: { readonly edges: readonly EdgeFacts[] }) {
  return (
    <TableFrame label="Calls of the mesh">
      <table>
        <thead>
          <tr>
            {COLUMNS.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {edges.map((facts) => (
            <Row key={facts.edge.id} facts={facts} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Row({ facts }: { readonly facts: EdgeFacts }) {
  const { edge, from, to, figures, without, badges } = facts;
  return (
    <tr data-edge={edge.id}>
      <th scope="row">
        <Link to={{ view: 'mesh', query: { show: edge.from } }}>{from}</Link>
      </th>
      <td>
        <Link to={{ view: 'mesh', query: { show: edge.to } }}>{to}</Link>
      </td>
      <td className="number" data-figure="rate">
        {figures ? rateText(figures.perSecond) : without}
      </td>
      <td className="number" data-figure="failed">
        {figures ? <Failed share={figures.failedShare} /> : '–'}
      </td>
      <td className="number">{figures?.p50 === undefined ? '–' : durationText(figures.p50)}</td>
      <td className="number">{figures?.p99 === undefined ? '–' : durationText(figures.p99)}</td>
      <td>
        <Split facts={facts} />
      </td>
      <td>
        {edge.tls ? (
          <span>
            <Icon name={edge.tls.mode === 'plaintext' ? 'open' : 'locked'} /> {tlsText(edge.tls)}
            {edge.tls.accepts && <small> ({edge.tls.accepts})</small>}
            {edge.tls.client && <small data-figure="identities"> {identitiesText(edge.tls)}</small>}
          </span>
        ) : (
          '–'
        )}
      </td>
      <td data-figure="badges">
        <small>{badges.length > 0 ? badges.map(({ text }) => text).join('; ') : '–'}</small>
      </td>
      <td>
        <small>{reasonsText(edge)}</small>
      </td>
    </tr>
  );
}

function Failed({ share }: { readonly share: number }) {
  if (share === 0) return '0%';
  return (
    <span className="alarm">
      <Icon name="failed" /> {percent(share)}
    </span>
  );
}

/** The split of an edge; in words where chance does not explain it. */
export function Split({ facts: { shares } }: { readonly facts: EdgeFacts }) {
  if (shares.length === 0) return '–';
  return (
    <ul className="split-list">
      {shares.map(({ version, share, weight, count, inside, interval }) => (
        <li key={version} data-version={version} data-inside={inside}>
          <VersionMark version={version} /> {version || 'no version'}{' '}
          {weight !== undefined && <span data-figure="weight">{percent(weight)}</span>}
          {weight !== undefined && ', '}
          <span data-figure="got">
            {count === 0 && share === 0 ? 'none yet' : `${percent(share)} (${count})`}
          </span>
          {inside === false && interval && (
            <span className="alarm">
              {' '}
              outside of {interval.low} to {interval.high}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
