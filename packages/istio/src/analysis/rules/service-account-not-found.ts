import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { createHints } from '../../findings/suggest.ts';
import { podTemplates } from '../lookup/pod-templates.ts';
import { serviceAccountsByNamespace } from '../lookup/service-accounts.ts';
import type { Rule } from './rule.ts';

/**
 * A workload that runs as a ServiceAccount that is not there: the API server makes none of its pods (Kubernetes
 * "Configure Service Accounts for Pods"). Nothing is said where the files hold no ServiceAccount at all.
 */
export const serviceAccountNotFound: Rule = (_, resources) => {
  const accounts = serviceAccountsByNamespace(resources);
  const hint = createHints();
  if (accounts.size === 0) return [];
  return podTemplates(resources).flatMap(({ resource, path, serviceAccount = 'default' }) => {
    const { namespace = '' } = resource.metadata;
    const known = accounts.get(namespace) ?? new Set(['default']);
    if (known.has(serviceAccount)) return [];
    const near = hint(serviceAccount, () => known, namespace);
    const place = at(resource, [...path, 'spec', 'serviceAccountName']);
    return [finding('LAB0312', { account: serviceAccount, namespace, hint: near }, place)];
  });
};
