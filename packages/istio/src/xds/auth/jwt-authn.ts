import type { Mesh } from '../../model/mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { type JwtRule, jwtRulesFor } from '../../model/request-authentication.ts';
import { JWT_FILTER, JWT_PAYLOAD } from '../names.ts';
import type { JwtProvider, JwtRequirement, NamedExtension } from '../types.ts';

/** Claims that hold several values in one text with spaces between. */
const SPACE_DELIMITED_CLAIMS = ['permission', 'scope'];

/**
 * The filter that verifies tokens for every RequestAuthentication of the workload. A request without a token
 * passes (an AuthorizationPolicy is what requires one); a token that is there has to be valid.
 * Source: istio pilot/pkg/security/authn/policy_applier.go, `convertToEnvoyJwtConfig`.
 */
export function jwtAuthnFilters(mesh: Mesh, pod: Pod): NamedExtension[] {
  const rules = jwtRulesFor(mesh, pod);
  if (rules.length === 0) return [];
  // Routes of a gateway may match claims, so the route is chosen again once they are known.
  const clearRouteCache = pod.proxy === 'gateway';
  const names = rules.map((_, index) => `origins-${index}`);
  return [
    {
      name: JWT_FILTER,
      typedConfig: {
        '@type': 'type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication',
        providers: Object.fromEntries(
          rules.map((rule, index) => [names[index], jwtProvider(rule, clearRouteCache)]),
        ),
        rules: [{ match: { prefix: '/' }, requires: requirement(names) }],
        bypassCorsPreflight: true,
      },
    },
  ];
}

/**
 * One provider: its token or none. With several, any one valid token is enough, for providers may look in the
 * same place, where the others' check of it fails; else each token that is there has to be valid.
 */
function requirement(names: readonly string[]): JwtRequirement {
  const optional = names.map(
    (providerName): JwtRequirement => ({
      requiresAny: { requirements: [{ providerName }, { allowMissing: {} }] },
    }),
  );
  const [only, ...others] = optional;
  if (only && others.length === 0) return only;
  const alone = names.map((providerName): JwtRequirement => ({ providerName }));
  return { requiresAny: { requirements: [...alone, { requiresAll: { requirements: optional } }] } };
}

function jwtProvider(rule: JwtRule, clearRouteCache: boolean): JwtProvider {
  return {
    issuer: rule.issuer ? rule.issuer : undefined,
    audiences: rule.audiences.length > 0 ? rule.audiences : undefined,
    // istiod fetches the keys of a `jwksUri`; nothing does here, so no token of such a provider is valid.
    localJwks: { inlineString: rule.jwks || '{"keys":[]}' },
    forward: rule.forwardOriginalToken,
    forwardPayloadHeader: rule.outputPayloadToHeader ? rule.outputPayloadToHeader : undefined,
    payloadInMetadata: JWT_PAYLOAD,
    normalizePayloadInMetadata: {
      spaceDelimitedClaims: [...new Set([...SPACE_DELIMITED_CLAIMS, ...rule.spaceDelimitedClaims])].sort(),
    },
    ...tokenPlaces(rule),
    ...(rule.outputClaimToHeaders.length > 0
      ? {
          claimToHeaders: rule.outputClaimToHeaders.map(({ header, claim }) => ({
            headerName: header,
            claimName: claim,
          })),
        }
      : {}),
    clearRouteCache: clearRouteCache ? clearRouteCache : undefined,
  };
}

/** Where the token is looked for; Envoy's default is `Authorization: Bearer` and the parameter `access_token`. */
function tokenPlaces({
  fromHeaders,
  fromParams,
  fromCookies,
}: JwtRule): Pick<JwtProvider, 'fromHeaders' | 'fromParams' | 'fromCookies'> {
  return {
    ...(fromHeaders.length > 0
      ? {
          fromHeaders: fromHeaders.map(({ name, prefix }) => ({
            name,
            valuePrefix: prefix ? prefix : undefined,
          })),
        }
      : {}),
    fromParams: fromParams.length > 0 ? fromParams : undefined,
    fromCookies: fromCookies.length > 0 ? fromCookies : undefined,
  };
}
