import type { Resource } from '../../resources/resource.ts';

/** What the files tell of the ServiceAccounts of a namespace; a cluster makes one named `default` in each. */
export function serviceAccountsByNamespace(
  resources: readonly Resource[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const accounts = resources.filter(
    ({ kind, apiVersion }) => kind === 'ServiceAccount' && apiVersion === 'v1',
  );
  const grouped = Map.groupBy(accounts, ({ metadata }) => metadata.namespace ?? '');
  return new Map(
    [...grouped].map(([namespace, own]) => [
      namespace,
      new Set(['default', ...own.map(({ metadata }) => metadata.name)]),
    ]),
  );
}
