import type { Mesh } from '../../model/mesh.ts';
import { isAttached, selects } from '../../model/policy-attachment.ts';
import type { Pod } from '../../model/registry.ts';
import { virtualServicesOf } from '../../model/virtual-service.ts';
import type { VirtualServiceSpec } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { findingAt } from '../finding-at.ts';
import type { Rule } from './rule.ts';

/** Header names that stand for a claim: `@request.auth.claims.sub`, `@request.auth.claims[sub]`. */
const CLAIM = /^@request\.auth\.claims(\..+|\[.+\])$/i;

/** Routes by a claim of the token at a gateway that validates no token (istio virtualservice/jwtclaimroute.go). */
export const jwtRoutingWithoutAuthentication: Rule = (mesh) =>
  virtualServicesOf(mesh).flatMap(({ gateways, resource }) => {
    const [claim] = claimMatches(resource.spec as VirtualServiceSpec);
    if (!claim) return [];
    const unguarded = mesh.gateways.find(
      ({ metadata, spec: { selector = {} } }) =>
        gateways.includes(`${metadata.namespace}/${metadata.name}`) &&
        mesh.pods.some((pod) => selects({ matchLabels: selector }, pod.labels) && !validates(mesh, pod)),
    );
    if (!unguarded) return [];
    const { namespace, name } = unguarded.metadata;
    const message = `${claim.key} is known only where a RequestAuthentication validates the token, and none is for the pods of gateway ${namespace}/${name}`;
    return [findingAt(resource, claim.path, 'IST0149', message)];
  });

function claimMatches({ http = [] }: VirtualServiceSpec): { key: string; path: FieldPath }[] {
  return http.flatMap(({ match = [] }, index) =>
    match.flatMap((entry, position) =>
      (['headers', 'withoutHeaders'] as const).flatMap((field) =>
        Object.keys(entry[field] ?? {})
          .filter((key) => CLAIM.test(key))
          .map((key) => ({ key, path: ['spec', 'http', index, 'match', position, field, key] })),
      ),
    ),
  );
}

function validates(mesh: Mesh, pod: Pod): boolean {
  const reach = [mesh.config.rootNamespace, pod.namespace];
  return mesh.requestAuthentications.some(
    (policy) => reach.includes(policy.metadata.namespace ?? '') && isAttached(policy, pod),
  );
}
