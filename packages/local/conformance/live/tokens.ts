import { generateKeyPairSync, sign } from 'node:crypto';
import type { Resource } from '@lab/istio';
import type { Scenario } from '@lab/istio/conformance';

type JwtToken = NonNullable<Scenario['probes'][number]['request']['jwt']>;

interface JwtRule {
  readonly issuer?: string;
  readonly fromHeaders?: readonly { readonly name: string; readonly prefix?: string }[];
  readonly fromParams?: readonly string[];
}

/** Where a token goes in a request. */
export type TokenPlace =
  | { readonly header: string; readonly prefix: string }
  | { readonly parameter: string };

/** Issues tokens in the place of the issuers of a scenario, whose keys nobody has. */
export interface TokenIssuer {
  /** The scenario's objects with this issuer's public key in the place of theirs. */
  trustedBy(resources: readonly Resource[]): Resource[];
  /** A signed token (RFC 7519, RS256) that is valid for an hour. */
  issue(token: JwtToken): string;
}

export function tokenIssuer(): TokenIssuer {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' };
  const jwks = JSON.stringify({ keys: [key] });
  return {
    trustedBy: (resources) => resources.map((resource) => withKeys(resource, jwks)),
    issue: ({ issuer, subject, audience, claims, invalid }) => {
      const payload = {
        ...{ iss: issuer, exp: Math.floor(Date.now() / 1_000) + 3_600 },
        ...(subject !== undefined && { sub: subject }),
        ...(audience !== undefined && { aud: audience }),
        ...claims,
      };
      const text = `${encode({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${encode(payload)}`;
      // One that is invalid is signed for another text.
      const signature = sign('RSA-SHA256', Buffer.from(invalid ? `${text}.` : text), privateKey);
      return `${text}.${signature.toString('base64url')}`;
    },
  };
}

/** Where the RequestAuthentication for an issuer looks for its token. */
export function tokenPlace(resources: readonly Resource[], issuer: string): TokenPlace {
  const rules = resources.flatMap((resource) => jwtRulesOf(resource));
  const { fromHeaders, fromParams } = rules.find((rule) => rule.issuer === issuer) ?? {};
  const [header] = fromHeaders ?? [];
  const [parameter] = fromParams ?? [];
  if (header) return { header: header.name.toLowerCase(), prefix: header.prefix ?? '' };
  return parameter ? { parameter } : { header: 'authorization', prefix: 'Bearer ' };
}

function jwtRulesOf({ kind, spec }: Resource): readonly JwtRule[] {
  return kind === 'RequestAuthentication' ? ((spec as { jwtRules?: JwtRule[] }).jwtRules ?? []) : [];
}

function withKeys(resource: Resource, jwks: string): Resource {
  const jwtRules = jwtRulesOf(resource).map((rule) => ({ ...rule, jwks }));
  return jwtRules.length === 0 ? resource : { ...resource, spec: { ...(resource.spec as object), jwtRules } };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
