import type { JwtAuthentication } from '../xds/types.ts';

/** What the token filter asks for: whose tokens it takes, and where it wants one. */
export function jwtAnswer({ providers, rules }: JwtAuthentication) {
  return {
    providers: Object.values(providers).map(({ issuer, audiences, forward }) => ({
      issuer,
      audiences: audiences ?? null,
      forward: forward ?? false,
    })),
    rules,
  };
}
