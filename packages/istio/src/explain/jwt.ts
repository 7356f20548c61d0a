import { JWT_PAYLOAD } from '../xds/names.ts';
import type { JwtAuthentication, JwtProvider, JwtRequirement } from '../xds/types.ts';

/** A token of a request, at the place where the provider of its issuer looks for it. */
export interface JwtToken {
  readonly issuer: string;
  readonly subject?: string;
  readonly audience?: string | readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Its signature or its times do not hold. */
  readonly invalid?: boolean;
}

type JwtFailure = 'invalid-token' | 'issuer-not-configured' | 'audience-not-allowed';

interface JwtVerdict {
  /** Why the request is refused; absent when it passes. */
  readonly failure?: JwtFailure;
  /** What the filter notes for later filters: the claims of a verified token. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

type Outcome = JwtFailure | 'missing' | 'verified';

/**
 * What the jwt_authn filter makes of a request's token, as Envoy decides; signatures are not computed, a token
 * counts as verified unless it is said to be invalid.
 */
export function evaluateJwt(
  { providers, rules }: JwtAuthentication,
  token: JwtToken | undefined,
): JwtVerdict {
  const check = checker(providers, token);
  // Istio emits one rule, for all paths.
  const outcome = rules[0]?.requires ? evaluate(rules[0].requires, check) : 'missing';
  const known = Object.keys(providers).some((name) => check(name) === 'verified');
  if (outcome !== 'verified' && outcome !== 'missing') return { failure: outcome };
  return token && known ? { metadata: { [JWT_PAYLOAD]: payload(token) } } : {};
}

/** A list passes as `missing` where no token is there and none has to be. */
function evaluate(requirement: JwtRequirement, check: (provider: string) => Outcome): Outcome {
  const { providerName, requiresAny, requiresAll } = requirement;
  if (providerName !== undefined) return check(providerName);
  if (requiresAll) {
    const outcomes = requiresAll.requirements.map((inner) => evaluate(inner, check));
    return outcomes.find(isFailure) ?? (outcomes.includes('verified') ? 'verified' : 'missing');
  }
  const outcomes = (requiresAny?.requirements ?? []).filter((inner) => !inner.allowMissing);
  const results = outcomes.map((inner) => evaluate(inner, check));
  if (results.includes('verified')) return 'verified';
  // Of several failures Envoy answers with the last.
  return results.findLast(isFailure) ?? 'missing';
}

function isFailure(outcome: Outcome): outcome is JwtFailure {
  return outcome !== 'verified' && outcome !== 'missing';
}

function checker(providers: JwtAuthentication['providers'], token: JwtToken | undefined) {
  const home = Object.values(providers).find(({ issuer }) => issuer === token?.issuer);
  return (name: string): Outcome => {
    const provider = providers[name];
    if (!token || !provider || !sharesPlace(provider, home)) return 'missing';
    if (provider.issuer !== undefined && provider.issuer !== token.issuer) return 'issuer-not-configured';
    if (token.invalid) return 'invalid-token';
    return isForAudience(provider, token) ? 'verified' : 'audience-not-allowed';
  };
}

/** Whether a provider looks where the token is: where its own issuer's provider does, else the default place. */
function sharesPlace(provider: JwtProvider, home: JwtProvider | undefined): boolean {
  const own = placesOf(provider);
  return (home ? placesOf(home) : DEFAULT_PLACES).some((place) => own.includes(place));
}

/** Envoy's default: the Authorization header as a bearer token, else the query parameter `access_token`. */
const DEFAULT_PLACES = ['header authorization', 'parameter access_token'];

function placesOf({ fromHeaders = [], fromParams = [], fromCookies = [] }: JwtProvider): string[] {
  const places = [
    ...fromHeaders.map(({ name }) => `header ${name.toLowerCase()}`),
    ...fromParams.map((name) => `parameter ${name}`),
    ...fromCookies.map((name) => `cookie ${name}`),
  ];
  return places.length > 0 ? places : DEFAULT_PLACES;
}

function isForAudience({ audiences }: JwtProvider, { audience }: JwtToken): boolean {
  if (!audiences?.length) return true;
  const allowed = audiences.map(bareAudience);
  return [audience ?? []].flat().some((name) => allowed.includes(bareAudience(name)));
}

/** Envoy compares audiences without their scheme and a slash at the end. */
function bareAudience(audience: string): string {
  return audience.replace(/^https?:\/\//, '').replace(/\/$/, '');
}

function payload({ issuer, subject, audience, claims }: JwtToken): Record<string, unknown> {
  const all: Record<string, unknown> = {
    iss: issuer,
    ...(subject === undefined ? {} : { sub: subject }),
    ...(audience === undefined ? {} : { aud: audience }),
    ...claims,
  };
  for (const claim of ['scope', 'permission']) {
    const value = all[claim];
    if (typeof value === 'string') all[claim] = value.split(' ');
  }
  return all;
}
