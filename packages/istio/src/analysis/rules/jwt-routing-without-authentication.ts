import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import type { Mesh } from '../../model/mesh.ts';
import { perMesh } from '../../model/per-mesh.ts';
import { podsWith } from '../../model/registry-index.ts';
import { requestAuthenticationsFor } from '../../model/request-authentication.ts';
import { virtualServicesOf } from '../../model/virtual-service.ts';
import type { VirtualServiceSpec } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import type { Rule } from './rule.ts';

/** Header names that stand for a claim: `@request.auth.claims.sub`, `@request.auth.claims[sub]`. */
const CLAIM = /^@request\.auth\.claims(\..+|\[.+\])$/i;

/** Routes by a claim of the token at a gateway that validates no token (istio virtualservice/jwtclaimroute.go). */
export const jwtRoutingWithoutAuthentication: Rule = (mesh) =>
  virtualServicesOf(mesh).flatMap(({ gateways, resource }) => {
    const [claim] = claimMatches(resource.spec as VirtualServiceSpec);
    if (!claim) return [];
    const unguarded = gateways.find((name) => unguardedGateways(mesh).has(name));
    if (!unguarded) return [];
    return [finding('IST0149', { claim: claim.key, gateway: unguarded }, at(resource, claim.path))];
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

/** Gateways, as `NAMESPACE/NAME`, with a pod that validates no token. */
const unguardedGateways: (mesh: Mesh) => ReadonlySet<string> = perMesh((mesh) => {
  const validating = new Map(
    mesh.pods.map((pod) => [pod, requestAuthenticationsFor(mesh, pod).length > 0] as const),
  );
  const unguarded = mesh.gateways.filter(({ spec }) =>
    podsWith(mesh, spec.selector ?? {}).some((pod) => !validating.get(pod)),
  );
  return new Set(unguarded.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
});
