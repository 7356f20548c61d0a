import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { createHints } from '../../findings/suggest.ts';
import { podsWith } from '../../model/registry-index.ts';
import type { Rule } from './rule.ts';

/**
 * A server's certificate that is no Secret in the namespace of the gateway's pods: its port stays closed
 * (istio gateway/secret.go). A warning where Istio has an error: Secrets are often made outside of these files.
 */
export const referencedCredentialNotFound: Rule = (mesh, resources) => {
  const secrets = Map.groupBy(
    resources.filter(({ kind }) => kind === 'Secret'),
    ({ metadata }) => metadata.namespace ?? '',
  );
  const names = new Map(
    [...secrets].map(([namespace, own]) => [namespace, new Set(own.map(({ metadata }) => metadata.name))]),
  );
  const hint = createHints();
  return mesh.gateways.flatMap((resource) => {
    const namespace = podsWith(mesh, resource.spec.selector ?? {})[0]?.namespace;
    if (namespace === undefined) return [];
    const known = names.get(namespace) ?? new Set();
    return [...(resource.spec.servers ?? []).entries()].flatMap(([index, { tls }]) => {
      const name = tls?.credentialName;
      if (!name || known.has(name)) return [];
      const path = ['spec', 'servers', index, 'tls', 'credentialName'];
      const near = hint(name, () => known, namespace);
      return [finding('IST0101.secret', { secret: name, namespace, hint: near }, at(resource, path))];
    });
  });
};
