import type { Cluster, FilterChain, ProxyConfig } from '@lab/istio';
import { isSystemBundle } from './system-roots.ts';

/** The names under which a proxy asks for the workload's own certificate and for the mesh's root. */
const OWN = new Set(['default', 'ROOTCA']);

/** Whether a name in a proxy's configuration is that of a credential: whatever a Gateway or DestinationRule names. */
function isCredential(name: string): boolean {
  return !OWN.has(name);
}

/**
 * Whether TLS needs a certificate that is not there: of a Secret that the manifests do not have, or in a file of the
 * proxy's container. Envoy would take neither, and with it nothing else; in a cluster only what needs it fails.
 */
export function lacksCertificate(
  {
    transportSocket,
    transportSocketMatches,
  }: Pick<FilterChain & Cluster, 'transportSocket' | 'transportSocketMatches'>,
  known: ReadonlySet<string>,
): boolean {
  let lacks = false;
  JSON.stringify([transportSocket, transportSocketMatches], (key, field) => {
    if (key === 'filename' && !isSystemBundle(field)) lacks = true;
    if (field?.sdsConfig && isCredential(field.name) && !known.has(field.name)) lacks = true;
    return field;
  });
  return lacks;
}

/** The names of the credentials that a proxy's configuration asks for. */
export function credentialsAskedBy(config: ProxyConfig): ReadonlySet<string> {
  const names = new Set<string>();
  JSON.stringify([config.listeners, config.clusters], (_, field) => {
    if (field?.sdsConfig && isCredential(field.name)) names.add(field.name);
    return field;
  });
  return names;
}
