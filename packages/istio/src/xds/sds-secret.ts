import type { SdsSecretConfig } from './types.ts';

/** A secret that is fetched where the proxy's other resources are. */
export function sdsSecret(name: string): SdsSecretConfig {
  return { name, sdsConfig: { ads: {}, resourceApiVersion: 'V3' } };
}
