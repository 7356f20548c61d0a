import type { MouseEvent, ReactNode } from 'react';
import type { RequestRow } from '../../../protocol.ts';
import { Options } from '../../parts/options.tsx';
import { go, useAddress, withQuery } from '../../routing/use-address.ts';
import type { RequestFilter } from './request-filter.ts';

interface Props {
  readonly filter: RequestFilter;
  readonly rows: readonly RequestRow[];
  /** Codes of causes that are known. */
  readonly causes: readonly string[];
}

const STATUSES = ['failed', '2xx', '3xx', '4xx', '5xx'];

/** Fields that narrow the list down. What they say is in the address: a link shows the same. */
export function FilterBar({ filter, rows, causes }: Props) {
  const address = useAddress();
  const set = (name: keyof RequestFilter) => (event: { readonly target: { readonly value: string } }) =>
    go(withQuery(address, { [name]: event.target.value }), { replace: true });
  const versions = [
    ...new Set(rows.flatMap(({ hops }) => hops.flatMap(({ version }) => version ?? []))),
  ].sort();
  // The button goes away: a reader goes on at the first field.
  function showAll({ currentTarget }: MouseEvent) {
    currentTarget.closest('search')?.querySelector('input')?.focus();
    go({ view: 'requests' }, { replace: true });
  }
  const isFiltered = Object.values(filter).some((value) => value !== '');
  return (
    <search className="filter-bar">
      <label>
        Path or ID
        <input value={filter.text} onChange={set('text')} placeholder="/api/classify" size={18} />
      </label>
      <Choice label="Status" value={filter.status} choices={STATUSES} onChange={set('status')} />
      <Choice label="Version" value={filter.version} choices={versions} onChange={set('version')} />
      <Choice label="Cause" value={filter.cause} choices={causes} onChange={set('cause')} />
      <label>
        At least
        <span>
          <input type="number" min="0" value={filter.atLeast} onChange={set('atLeast')} className="short" />{' '}
          ms
        </span>
      </label>
      {filter.edge !== '' && <Edge edge={filter.edge} />}
      {isFiltered && (
        <button type="button" className="quiet" onClick={showAll}>
          Show all
        </button>
      )}
    </search>
  );
}

function Edge({ edge }: { readonly edge: string }) {
  return (
    <p>
      Call <b>{edge.replace('>', ' → ')}</b>
    </p>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly string[];
  onChange(event: { readonly target: { readonly value: string } }): void;
}

function Choice({ label, value, choices, onChange }: ChoiceProps): ReactNode {
  return (
    <label>
      {label}
      <select value={value} onChange={onChange}>
        <option value="">any</option>
        <Options texts={choices} chosen={value} />
      </select>
    </label>
  );
}
