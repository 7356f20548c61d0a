import type { TraceSummary } from '@lab/mesh-client';
import type { Paint } from '../terminal.ts';
import { table } from './table.ts';

const header = ['trace', 'time', 'root', 'status', 'ms', 'spans'];

/** One row per trace. */
export function traceList(traces: readonly TraceSummary[], paint: Paint): string {
  const rows = traces.map(({ traceId, startedAt, root, status, failed: isFailed, durationMs, spans }) => [
    paint('bold', traceId),
    new Date(startedAt).toTimeString().slice(0, 8),
    root,
    isFailed ? paint('red', `✗ ${status ?? ''}`.trimEnd()) : String(status ?? ''),
    durationMs.toFixed(1).padStart(8),
    String(spans).padStart(5),
  ]);
  return table(header, rows, paint);
}
