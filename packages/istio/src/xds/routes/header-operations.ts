import type { HeaderChanges, HeaderOperations as Headers } from '../../model/http-route.ts';
import type { HeaderValueOption, Route } from '../types.ts';

/** The header fields of a route and of a weighted cluster; empty lists are left out. */
export type HeaderOperations = Pick<
  Route,
  'requestHeadersToAdd' | 'requestHeadersToRemove' | 'responseHeadersToAdd' | 'responseHeadersToRemove'
>;

/**
 * Istio's `headers` as Envoy's header operations. `set` overwrites and comes before `add`; pseudo headers and
 * Host cannot be changed this way and are left out, see `authorityOf`.
 */
export function headerOperations(headers: Headers): HeaderOperations {
  const operations = {
    requestHeadersToAdd: additions(headers.request),
    requestHeadersToRemove: removals(headers.request),
    responseHeadersToAdd: additions(headers.response),
    responseHeadersToRemove: removals(headers.response),
  };
  return Object.fromEntries(Object.entries(operations).filter(([, list]) => list.length > 0));
}

/** The operations of a route followed by those of its only destination. */
export function joinOperations(route: HeaderOperations, destination: HeaderOperations): HeaderOperations {
  const fields = [
    'requestHeadersToAdd',
    'requestHeadersToRemove',
    'responseHeadersToAdd',
    'responseHeadersToRemove',
  ] as const;
  const joined = fields.map(
    (field) => [field, [...(route[field] ?? []), ...(destination[field] ?? [])]] as const,
  );
  return Object.fromEntries(joined.filter(([, list]) => list.length > 0));
}

/** The Host that `headers` asks for, by `set` before `add`; undefined when it asks for none. */
export function authorityOf(headers: Headers): string | undefined {
  const { set, add } = headers.request;
  const isAuthority = ([name]: [string, string]) => /^(:authority|host)$/i.test(name);
  return [set, add].flatMap((map) => Object.entries(map).filter(isAuthority))[0]?.[1];
}

function additions(changes: HeaderChanges): HeaderValueOption[] {
  return [
    ...options(changes.set, 'OVERWRITE_IF_EXISTS_OR_ADD'),
    ...options(changes.add, 'APPEND_IF_EXISTS_OR_ADD'),
  ];
}

function options(
  headers: HeaderChanges['set'],
  appendAction: HeaderValueOption['appendAction'],
): HeaderValueOption[] {
  return Object.entries(headers)
    .filter(([key]) => !isInternal(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ({ header: { key, value }, appendAction }));
}

function removals(changes: HeaderChanges): string[] {
  return changes.remove.filter((key) => !isInternal(key));
}

function isInternal(key: string): boolean {
  return key.startsWith(':') || key.toLowerCase() === 'host';
}
