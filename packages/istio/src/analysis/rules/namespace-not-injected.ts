import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { DATAPLANE_MODE_LABEL, INJECTION_LABEL, REVISION_LABEL } from '../lookup/injection-labels.ts';
import type { Rule } from './rule.ts';

/** A namespace that says neither yes nor no to sidecars: its pods get none (istio injection/injection.go). */
export const namespaceNotInjected: Rule = (mesh) =>
  [...mesh.namespaces.values()].flatMap((resource) => {
    const { name, labels = {} } = resource.metadata;
    if (name === mesh.config.rootNamespace || labels[DATAPLANE_MODE_LABEL] === 'ambient') return [];
    if (labels[INJECTION_LABEL] || labels[REVISION_LABEL] !== undefined) return [];
    return [finding('IST0102', { namespace: name }, at(resource, ['metadata', 'name']))];
  });
