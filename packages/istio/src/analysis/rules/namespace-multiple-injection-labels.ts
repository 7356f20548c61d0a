import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { DATAPLANE_MODE_LABEL, INJECTION_LABEL, REVISION_LABEL } from '../lookup/injection-labels.ts';
import type { Rule } from './rule.ts';

/** A namespace with labels for two ways into the mesh (istio injection/injection.go). */
export const namespaceMultipleInjectionLabels: Rule = (mesh) =>
  [...mesh.namespaces.values()].flatMap((resource) => {
    const { name, labels = {} } = resource.metadata;
    const injection = labels[INJECTION_LABEL];
    const others =
      injection === undefined || injection === 'enabled' ? [REVISION_LABEL, DATAPLANE_MODE_LABEL] : [];
    const present = [INJECTION_LABEL, ...others].filter((label) => labels[label] !== undefined);
    if (name === mesh.config.rootNamespace || present.length < 2) return [];
    const written = present.map((label) => `${label}=${labels[label]}`);
    const place = at(resource, ['metadata', 'labels', present[1] ?? '']);
    return [finding('IST0123', { namespace: name, labels: written }, place)];
  });
