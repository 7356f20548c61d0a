import { findingAt } from '../../findings/finding-at.ts';
import { DATAPLANE_MODE_LABEL, INJECTION_LABEL, REVISION_LABEL } from '../lookup/injection-labels.ts';
import type { Rule } from './rule.ts';

/** A namespace that says neither yes nor no to sidecars: its pods get none (istio injection/injection.go). */
export const namespaceNotInjected: Rule = (mesh) =>
  [...mesh.namespaces.values()].flatMap((resource) => {
    const { name, labels = {} } = resource.metadata;
    if (name === mesh.config.rootNamespace || labels[DATAPLANE_MODE_LABEL] === 'ambient') return [];
    if (labels[INJECTION_LABEL] || labels[REVISION_LABEL] !== undefined) return [];
    const message = `namespace ${name} is not labelled for injection, so its pods have no sidecar: label it ${INJECTION_LABEL}=enabled, or disabled to say that this is meant`;
    return [findingAt(resource, ['metadata', 'name'], 'IST0102', message)];
  });
