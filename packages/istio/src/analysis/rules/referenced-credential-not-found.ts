import type { Mesh } from '../../model/mesh.ts';
import { selects } from '../../model/policy-attachment.ts';
import type { GatewaySpec } from '../../resources/istio-types.ts';
import { findingAt } from '../finding-at.ts';
import { didYouMean } from '../suggest.ts';
import type { Rule } from './rule.ts';

/**
 * A server's certificate that is no Secret in the namespace of the gateway's pods: its port stays closed
 * (istio gateway/secret.go). A warning where Istio has an error: Secrets are often made outside of these files.
 */
export const referencedCredentialNotFound: Rule = (mesh, resources) =>
  mesh.gateways.flatMap((resource) => {
    const namespace = namespaceOf(mesh, resource.spec);
    if (namespace === undefined) return [];
    const known = resources
      .filter(({ kind, metadata }) => kind === 'Secret' && metadata.namespace === namespace)
      .map(({ metadata }) => metadata.name);
    return [...(resource.spec.servers ?? []).entries()].flatMap(([index, { tls }]) => {
      const name = tls?.credentialName;
      if (!name || known.includes(name)) return [];
      const path = ['spec', 'servers', index, 'tls', 'credentialName'];
      const message = `there is no Secret "${name}" in ${namespace}, the namespace of the gateway's pods${didYouMean(name, known)}`;
      return [findingAt(resource, path, 'IST0101', message, 'warning')];
    });
  });

/** Namespace of the pods that a Gateway selects. */
function namespaceOf(mesh: Mesh, { selector = {} }: GatewaySpec): string | undefined {
  return mesh.pods.find(({ labels }) => selects({ matchLabels: selector }, labels))?.namespace;
}
