import type { RequestRow } from '../../../protocol.ts';
import { TableFrame } from '../../parts/table-frame.tsx';
import { RequestLine } from './request-line.tsx';
import type { CausesById } from './use-causes.ts';

interface Props {
  readonly rows: readonly RequestRow[];
  readonly causes: CausesById;
  /** The request that others are compared with. */
  readonly chosen: string | undefined;
  onChoose(id: string | undefined): void;
}

const COLUMNS = ['Time', 'Request', 'Status', 'Versions on its path', 'Duration', 'Cause', 'Compare'];

export function RequestTable({ rows, causes, chosen, onChoose }: Props) {
  const scale = scaleFor(Math.max(1, ...rows.map(({ durationMs }) => durationMs)));
  return (
    <TableFrame label="Requests">
      <table className="requests">
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
          {rows.map((row) => (
            <RequestLine
              key={row.id}
              row={row}
              scale={scale}
              cause={row.failed ? causes.get(row.id)?.[0] : undefined}
              chosen={chosen}
              onChoose={onChoose}
            />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

/** The end of the scale of durations: a round value, so that a longer one seldom draws all rows anew. */
function scaleFor(longest: number): number {
  const power = 10 ** Math.floor(Math.log10(longest));
  return power * ([1, 2, 5].find((step) => step * power >= longest) ?? 10);
}
