import {
  addedCounts,
  type CountsByEdge,
  sharesOf,
  type VersionShare,
  withoutChance,
} from '../../../measure/measured-shares.ts';
import type { MeshEdge, MeshNode, RequestRow } from '../../../protocol.ts';
import { Icon } from '../../parts/icon.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import { VersionMark } from '../../parts/version-mark.tsx';
import { countText, percent } from '../../text/format.ts';
import { ShareBar } from '../mesh/share-bar.tsx';
import { Strip } from './strip.tsx';

interface Props {
  readonly node: MeshNode;
  /** For the request of the form; absent while they are not known, and where weights do not decide. */
  readonly weights: Readonly<Record<string, number>> | undefined;
  /** Whether the weights are those of requests of one kind: all others are counted, too. */
  readonly isOfOneKind: boolean;
  /** Those that lead to the node. */
  readonly edges: readonly MeshEdge[];
  readonly counts: CountsByEdge;
  readonly requests: readonly RequestRow[];
}

/** One tier: its requests as they came in, and for each version the weight beside what it got. */
export function Tier({ node, weights, isOfOneKind, edges, counts, requests }: Props) {
  const versions = addedCounts(edges.map(({ id }) => counts.get(id)));
  const configured = weights ?? edges.find((edge) => edge.weights)?.weights;
  const compared = sharesOf({ weights: '', versions }, configured);
  const shares = isOfOneKind ? withoutChance(compared) : compared;
  const total = Object.values(versions).reduce((sum, count) => sum + count, 0);
  return (
    <section className="panel tier" aria-labelledby={`tier-${node.id}`} data-tier={node.name}>
      <h2 id={`tier-${node.id}`}>
        {node.name} <small>{countText(total, 'call')} counted</small>
      </h2>
      <Strip edges={edges} requests={requests} />
      <TableFrame label={`Versions of ${node.name}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col" className="number">
                Weight
              </th>
              <th scope="col" className="number">
                Share
              </th>
              <th scope="col" className="number">
                Calls
              </th>
              <th scope="col" className="share">
                Weight and share
              </th>
              <th scope="col">99.9% interval</th>
            </tr>
          </thead>
          <tbody>
            {shares.map((share) => (
              <ShareRow key={share.version} share={share} total={total} />
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}

function ShareRow({ share, total }: { readonly share: VersionShare; readonly total: number }) {
  const { version, weight, count, interval, inside } = share;
  return (
    <tr data-version={version}>
      <th scope="row">
        <VersionMark version={version} /> {version}
      </th>
      <td className="number" data-figure="weight">
        {weight === undefined ? '–' : percent(weight)}
      </td>
      <td className="number" data-figure="got">
        {total === 0 ? '–' : percent(share.share)}
      </td>
      <td className="number" data-figure="count">
        {count.toLocaleString('en')}
      </td>
      <td className="share">
        <ShareBar share={share} />
      </td>
      <td>
        {interval && total > 0 ? `${interval.low} to ${interval.high}` : '–'}{' '}
        {total > 0 && inside === false && (
          <span className="alarm">
            <Icon name="warning" /> {count} is outside: chance does not explain it
          </span>
        )}
      </td>
    </tr>
  );
}
