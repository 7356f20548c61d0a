import type { ListenerSpec } from '../../resources/gateway-api-types.ts';
import { matchesSelector } from '../label-selector.ts';
import type { Mesh } from '../mesh.ts';

/** Label that the API server puts on each namespace. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** The namespaces whose routes a listener takes, `*` for all; its Gateway's own where it does not say. */
export function allowedNamespaces(mesh: Mesh, { allowedRoutes }: ListenerSpec, own: string): string[] {
  const { from = 'Same', selector } = allowedRoutes?.namespaces ?? {};
  if (from === 'Same') return [own];
  if (from === 'All' || !selector) return ['*'];
  const labelled = [...mesh.namespaces].filter(([name, { metadata }]) =>
    matchesSelector(selector, { ...metadata.labels, [NAME_LABEL]: name }),
  );
  return labelled.map(([name]) => name).sort();
}
