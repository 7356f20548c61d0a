import type { ProxyConfig, Secret } from '@lab/istio';

/** What the lab serves one Envoy: its configuration as it is placed on this machine, and the secrets that this names. */
export interface ServedConfig extends ProxyConfig {
  /** Certificates with their private keys, and CA certificates. They are sent to Envoy, and nowhere else. */
  readonly secrets: readonly Secret[];
}
