import type { JwtToken } from '../jwt.ts';

export type { JwtToken };

/**
 * The claims of a token in an `Authorization` header (`Bearer …`); undefined where there is none. Its signature is not
 * checked: a token that has not expired counts as signed by its issuer.
 *
 * @param now seconds since 1970, against which `exp` and `nbf` are held (RFC 7519)
 */
export function readToken(authorization: string | undefined, now: number): JwtToken | undefined {
  const [, token] = /^Bearer\s+(\S+)$/i.exec(authorization ?? '') ?? [];
  if (token === undefined) return undefined;
  const claims = readClaims(token.split('.')[1] ?? '');
  if (!claims) return { issuer: '', invalid: true };
  const { iss, sub, aud, exp, nbf, ...others } = claims;
  const invalid = Number(exp ?? now + 1) <= now || Number(nbf ?? now) > now;
  return {
    issuer: String(iss ?? ''),
    ...(sub !== undefined && { subject: String(sub) }),
    ...(aud !== undefined && { audience: aud as string | readonly string[] }),
    claims: others,
    ...(invalid && { invalid }),
  };
}

function readClaims(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
      c.charCodeAt(0),
    );
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
