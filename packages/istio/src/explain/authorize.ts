import { HTTP_RBAC_FILTER, JWT_FILTER, TCP_RBAC_FILTER } from '../xds/names.ts';
import { typedConfigOf } from '../xds/typed-config.ts';
import type { JwtAuthentication, NamedExtension, RbacRules } from '../xds/types.ts';
import { evaluateJwt, type JwtToken } from './jwt.ts';
import { evaluateRbac, type RbacVerdict } from './rbac.ts';
import type { RbacInput } from './rbac-match.ts';

/** Who refused a request or connection, and for which policy (`none`: no ALLOW policy matched). */
export interface Denial {
  readonly by: 'rbac' | 'rbac-tcp' | 'jwt';
  readonly policy: string;
  /** The response; absent for TCP, where the connection is closed. */
  readonly status?: number;
}

/** What the security filters of a chain decided, in filter order up to the first that refused. */
export interface Authorization {
  readonly rbac: readonly RbacVerdict[];
  /** The settings of the token filter, where there is one. */
  readonly jwt?: JwtAuthentication;
  readonly denied?: Denial;
  /** What the filters noted, for routes that match it. */
  readonly metadata: RbacInput['metadata'];
}

/** Runs the filters of an HTTP connection manager that may refuse a request. */
export function authorizeRequest(
  filters: readonly NamedExtension[],
  input: RbacInput,
  token: JwtToken | undefined,
): Authorization {
  const jwt = typedConfigOf(
    filters.find(({ name }) => name === JWT_FILTER),
    'envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication',
  );
  const verdict = jwt ? evaluateJwt(jwt, token) : {};
  const metadata = verdict.metadata ? { ...input.metadata, [JWT_FILTER]: verdict.metadata } : input.metadata;
  const common = { ...(jwt ? { jwt } : {}), metadata };
  if (verdict.failure) {
    const status = verdict.failure === 'audience-not-allowed' ? 403 : 401;
    return { ...common, rbac: [], denied: { by: 'jwt', policy: verdict.failure, status } };
  }
  const { rbac, policy } = runRbac(filters, HTTP_RBAC_FILTER, { ...input, metadata });
  return { ...common, rbac, ...(policy ? { denied: { by: 'rbac', policy, status: 403 } } : {}) };
}

/** Runs the filters of a chain that carries TCP, which know nothing of requests. */
export function authorizeConnection(filters: readonly NamedExtension[], input: RbacInput): Authorization {
  const { rbac, policy } = runRbac(filters, TCP_RBAC_FILTER, { ...input, headers: new Map() });
  return { rbac, metadata: input.metadata, ...(policy ? { denied: { by: 'rbac-tcp', policy } } : {}) };
}

function runRbac(filters: readonly NamedExtension[], name: string, input: RbacInput) {
  const rbac: RbacVerdict[] = [];
  for (const filter of filters.filter((candidate) => candidate.name === name)) {
    const verdict = evaluateRbac(filter.typedConfig as RbacRules, input);
    rbac.push(verdict);
    if (verdict.decision === 'deny') return { rbac, policy: verdict.matched[0] ?? 'none' };
  }
  return { rbac };
}
