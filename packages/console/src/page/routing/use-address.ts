import { useSyncExternalStore } from 'react';
import { type Address, formatAddress, parseAddress } from './address.ts';

type Target = Partial<Address> & Pick<Address, 'view'>;

const listeners = new Set<() => void>();
let current = read();

function read(): Address {
  return parseAddress(`${location.pathname}${location.search}`);
}

function tell(): void {
  current = read();
  for (const listener of listeners) listener();
}

addEventListener('popstate', tell);

/** What the address bar says. */
export function useAddress(): Address {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

/** Goes to another address; `replace` leaves no way back to this one, as for each letter of a filter. */
export function go(target: Target, { replace = false } = {}): void {
  const path = formatAddress(target);
  if (path === `${location.pathname}${location.search}`) return;
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  tell();
}

/** The same address with other values in its query; an empty one is left out. */
export function withQuery({ view, rest, query }: Address, values: Readonly<Record<string, string>>): Address {
  const entries = Object.entries({ ...query, ...values }).filter(([, value]) => value !== '');
  return { view, rest, query: Object.fromEntries(entries) };
}
