import { describe, expect, it } from 'vitest';
import { typedConfigOf } from './typed-config.ts';
import type { Cluster, NamedExtension, Route } from './types.ts';

const ROUTER: NamedExtension = {
  name: 'envoy.filters.http.router',
  typedConfig: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router',
    suppressEnvoyHeaders: true,
  },
};

describe('typedConfigOf', () => {
  it('gives the settings where they are of the type that is asked for', () => {
    const router = typedConfigOf(ROUTER, 'envoy.extensions.filters.http.router.v3.Router');
    expect(router?.suppressEnvoyHeaders).toBe(true);
    expect(typedConfigOf(ROUTER, 'envoy.extensions.filters.http.cors.v3.Cors')).toBeUndefined();
    expect(typedConfigOf(undefined, 'envoy.extensions.filters.http.cors.v3.Cors')).toBeUndefined();
  });
});

/** Each of these is for the compiler (`npm run types`), which has to refuse what is marked. */
it('refuses what Envoy does not have', () => {
  const misspelt = [
    {
      name: 'a',
      // @ts-expect-error: it is `connectTimeout`
      connectTimeOut: '1s',
    } satisfies Cluster,
    {
      name: 'a',
      // @ts-expect-error: no such type of discovery
      type: 'DNS',
    } satisfies Cluster,
    {
      match: { prefix: '/' },
      // @ts-expect-error: it is `retryPolicy`, also deep inside
      route: { cluster: 'a', retrypolicy: { numRetries: 2 } },
    } satisfies Route,
    {
      name: 'envoy.filters.http.router',
      typedConfig: {
        '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router',
        // @ts-expect-error: a field of another type than `@type`'s
        statsForAllMethods: true,
      },
    } satisfies NamedExtension,
    {
      name: 'envoy.filters.http.cors',
      typedConfig: {
        '@type': 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.Cors',
        // @ts-expect-error: a message without fields
        allowCredentials: true,
      },
    } satisfies NamedExtension,
    {
      name: 'envoy.filters.http.router',
      typedConfig: {
        // @ts-expect-error: a type that the lab does not know
        '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v2.Router',
      },
    } satisfies NamedExtension,
  ];
  expect(misspelt).toHaveLength(6);
});
