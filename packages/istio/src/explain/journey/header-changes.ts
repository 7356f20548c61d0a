import type { HeaderValueOption } from '../../xds/types.ts';
import { isSecret } from '../failed-match.ts';
import type { HeaderChanges } from './journey.ts';

interface HeaderOperations {
  readonly requestHeadersToAdd?: readonly HeaderValueOption[];
  readonly requestHeadersToRemove?: readonly string[];
  readonly responseHeadersToAdd?: readonly HeaderValueOption[];
  readonly responseHeadersToRemove?: readonly string[];
}

/** What a route or a weighted cluster does to the headers of requests. */
export function requestChanges(operations: HeaderOperations): HeaderChanges {
  return changes(operations.requestHeadersToAdd, operations.requestHeadersToRemove);
}

/** And to those of responses. */
export function responseChanges(operations: HeaderOperations): HeaderChanges {
  return changes(operations.responseHeadersToAdd, operations.responseHeadersToRemove);
}

/** The headers of a request after changes; Envoy adds before it removes (envoy.config.route.v3.Route). */
export function changedHeaders(
  headers: Readonly<Record<string, string>>,
  ...all: readonly HeaderOperations[]
): Record<string, string> {
  const result = { ...headers };
  for (const { requestHeadersToAdd = [], requestHeadersToRemove = [] } of all) {
    for (const { header, appendAction } of requestHeadersToAdd) {
      const name = header.key.toLowerCase();
      const before = result[name];
      const value = header.value ?? '';
      const appends = appendAction !== 'OVERWRITE_IF_EXISTS_OR_ADD' && before !== undefined;
      result[name] = appends ? `${before},${value}` : value;
    }
    for (const name of requestHeadersToRemove) delete result[name.toLowerCase()];
  }
  return result;
}

/** Headers as they may be shown: a value that is a secret is left out. */
export function shownHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecret(name) ? HIDDEN : value]),
  );
}

const HIDDEN = '(not shown)';

function changes(added: readonly HeaderValueOption[] = [], removed: readonly string[] = []): HeaderChanges {
  const values = (overwrites: boolean) =>
    added
      .filter(({ appendAction }) => (appendAction === 'OVERWRITE_IF_EXISTS_OR_ADD') === overwrites)
      .map(({ header }) => [header.key, header.value ?? '']);
  return {
    set: shownHeaders(Object.fromEntries(values(true))),
    add: shownHeaders(Object.fromEntries(values(false))),
    remove: removed,
  };
}
