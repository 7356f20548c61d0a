import { type KeyboardEvent, useRef, useState } from 'react';
import type { TraceAnswer } from '../../../protocol.ts';
import { SpanDetails } from './span-details.tsx';
import { SpanLine } from './span-line.tsx';
import { spanRows } from './span-rows.ts';
import { treeMove, visibleRows } from './tree-grid.ts';

/** A table whose rows take the focus (w3.org/WAI/ARIA/apg/patterns/treegrid). */
const GRID = {
  role: 'treegrid',
  'aria-label': 'Spans: up and down go over them, left and right close and open',
};

/** The spans of a trace as a tree grid over the time that it took. */
export function Waterfall({ trace }: { readonly trace: TraceAnswer }) {
  const rows = spanRows(trace);
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const failing = rows.find(({ span }) => span.spanId === trace.failure?.spanId);
  const [wanted, setFocused] = useState<string>();
  const chosen = rows.find(({ id }) => id === wanted) ?? failing ?? rows[0];
  const focused = chosen?.id ?? '';
  const body = useRef<HTMLTableSectionElement>(null);

  function toggle(id: string) {
    const next = new Set(collapsed);
    if (!next.delete(id)) next.add(id);
    setCollapsed(next);
  }

  function press(event: KeyboardEvent) {
    const move = treeMove(rows, collapsed, focused, event.key);
    if (!move) return;
    event.preventDefault();
    const changed = move.collapse ?? move.expand;
    if (changed !== undefined) toggle(changed);
    setFocused(move.focus);
    body.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(move.focus)}"]`)?.focus();
  }

  const shown = visibleRows(rows, collapsed);
  return (
    <div className="waterfall">
      <div className="table-frame">
        <table {...GRID} onKeyDown={press}>
          <thead>
            <tr>
              <th scope="col">Span</th>
              <th scope="col">Status</th>
              <th scope="col" className="number">
                Duration
              </th>
              <th scope="col" className="when">
                When
              </th>
            </tr>
          </thead>
          <tbody ref={body}>
            {shown.map((row) => (
              <SpanLine
                key={row.id}
                row={row}
                isOpen={!collapsed.has(row.id)}
                isFocused={row.id === focused}
                causes={row === failing ? (trace.failure?.causes ?? []) : []}
                onFocus={() => setFocused(row.id)}
                onToggle={() => toggle(row.id)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {chosen && <SpanDetails row={chosen} />}
    </div>
  );
}
