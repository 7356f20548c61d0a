import type { LogRow } from '../../../protocol.ts';
import { TableFrame } from '../../parts/table-frame.tsx';
import { clockText } from '../../text/format.ts';

/** What proxies and applications wrote of the request, the oldest first. */
export function LogLines({ lines }: { readonly lines: readonly LogRow[] }) {
  if (lines.length === 0) return <p className="empty">No log line has the ID of this request.</p>;
  return (
    <TableFrame label="Log lines of the request">
      <table className="log">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Pod</th>
            <th scope="col">Part</th>
            <th scope="col">Line</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ at, pod, part, text }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line may be there twice, and its place is what it is
            <tr key={index}>
              <td className="number">{at === undefined ? '–' : clockText(at)}</td>
              <td>{pod}</td>
              <td>{part}</td>
              <td>
                <code>{text}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
