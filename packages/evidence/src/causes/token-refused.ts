import { type CauseDefinition, logLine } from '../cause.ts';

/** What the token filter of Envoy says (jwt_verify_lib, status.cc), and what is wrong. */
const REASONS = [
  ['JWT_MALFORMED', 'is malformed', /form_of|base64|invalid_json|field_is|bad_format|not_(yet_)?supported/i],
  ['JWT_EXPIRED', 'has expired', /expired/i],
  ['JWT_AUDIENCE', 'is for another audience', /audience/i],
  ['JWT_ISSUER', 'is from an issuer that no RequestAuthentication names', /issuer/i],
  ['JWT_KEY', 'is not signed with a key of its issuer', /verification_fails|match_kid/i],
] as const;

/**
 * In a cluster, istiod that cannot fetch `jwksUri` gives proxies a key set of its own that fits no token (Istio,
 * pilot/pkg/model/jwks_resolver.go, CreateFakeJwks), and it keeps keys for 20 minutes.
 */
const KEYS =
  'In a cluster, istiod that could not fetch `jwksUri`, or has keys from before a rotation, leaves the same evidence: read its log.';

/** A cause for each way in which a token is refused; the first that fits. */
export const tokenCauses: readonly CauseDefinition[] = REASONS.map(([code, what, pattern], index) => ({
  code,
  title: `The token ${what}`,
  meaning: `The RequestAuthentication of the workload refuses the request: its token ${what}.`,
  evidence: "The callee's proxy logs 401 (403 for the audience) with jwt_authn_access_denied and the reason.",
  fix: 'Send a token that fits the RequestAuthentication.',
  find({ origin }) {
    const reason = /jwt_authn_access_denied\{(.*)\}/.exec(origin.details ?? '')?.[1];
    if (reason === undefined || !pattern.test(reason)) return undefined;
    if (REASONS.slice(0, index).some(([, , earlier]) => earlier.test(reason))) return undefined;
    const isAboutKeys = /match_kid/i.test(reason);
    return {
      certainty: isAboutKeys ? 'likely' : 'certain',
      sentence: `${origin.pod} refuses the token: it ${what} (${reason.replaceAll('_', ' ')}).`,
      lines: [logLine(origin)],
      not: [
        'Not an AuthorizationPolicy: that is logged as rbac_access_denied.',
        ...(isAboutKeys ? [KEYS] : []),
      ],
      next: ['Compare the token with the RequestAuthentication: ./lab render'],
    };
  },
}));
