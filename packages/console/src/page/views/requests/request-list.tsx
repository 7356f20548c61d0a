import { useState } from 'react';
import type { RequestRow } from '../../../protocol.ts';
import { SendBar } from '../../parts/send-bar.tsx';
import { useAddress } from '../../routing/use-address.ts';
import { useConsole, useServerTime } from '../../store/store.ts';
import { countText } from '../../text/format.ts';
import { FilterBar } from './filter-bar.tsx';
import { filterOf, matches } from './request-filter.ts';
import { RequestTable } from './request-table.tsx';
import { useCauses } from './use-causes.ts';

/** Rows that are drawn; a filter finds the others. */
const MOST_ROWS = 100;

/** The requests that came into the mesh, live, the newest first. */
export function RequestList() {
  const live = useConsole((state) => state.requests);
  const hello = useConsole((state) => state.hello);
  const [held, setHeld] = useState<readonly RequestRow[]>();
  const [chosen, setChosen] = useState<string>();
  const { query } = useAddress();
  const filter = filterOf(query);
  const rows = held ?? live;
  const isWaiting = rows.slice(0, MOST_ROWS).some(({ failed }) => failed);
  const causes = useCauses(rows, useServerTime(isWaiting));
  const codesOf = ({ id }: RequestRow) => (causes.get(id) ?? []).map(({ code }) => code);
  const found = rows.filter((row) => matches(row, filter, codesOf(row)));
  const codes = [...new Set(rows.flatMap(codesOf))].sort();
  return (
    <>
      <header className="view-head">
        <div>
          <h1>Requests</h1>
          <p className="lead">
            {hello &&
              (hello.context === undefined
                ? 'Every request that came into the mesh, as the first proxy on its path logged it.'
                : 'The requests whose traces Jaeger has.')}{' '}
            Select one to see its spans and, if it failed, the cause.
          </p>
        </div>
        <SendBar />
      </header>
      <div className="panel">
        <FilterBar filter={filter} rows={rows} causes={codes} />
        <p className="list-state">
          <span>
            {countText(found.length, 'request')}
            {found.length > MOST_ROWS && `, the newest ${MOST_ROWS} shown`}
          </span>
          <button type="button" className="quiet" onClick={() => setHeld(held ? undefined : live)}>
            {held ? 'Resume' : 'Pause'}
          </button>
          {held && <span role="status">Paused: new requests are not shown.</span>}
        </p>
        {found.length > 0 ? (
          <RequestTable
            rows={found.slice(0, MOST_ROWS)}
            causes={causes}
            chosen={chosen}
            onChoose={setChosen}
          />
        ) : (
          <p className="empty">
            {live.length === 0 ? 'There is no request yet. Send one.' : 'No request matches the filter.'}
          </p>
        )}
      </div>
    </>
  );
}
