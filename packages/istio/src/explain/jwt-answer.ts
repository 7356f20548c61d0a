import type { JwtAuthn } from './jwt.ts';

/** What the token filter asks for: whose tokens it takes, and where it wants one. */
export function jwtAnswer({ providers, rules }: JwtAuthn) {
  return {
    providers: Object.values(providers).map(({ issuer, audiences, forward }) => ({
      issuer,
      audiences: audiences ?? null,
      forward: forward ?? false,
    })),
    rules,
  };
}
