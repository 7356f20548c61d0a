import type { Cluster, FilterChain } from '@lab/istio';
import { isSystemBundle } from './system-roots.ts';

/** The scheme of a name under which a proxy asks for a credential, and not for the workload's own certificate. */
const CREDENTIAL = /^[a-z-]+:\/\//;

/** Whether a name in a proxy's configuration is that of a credential: a Secret that a Gateway or DestinationRule names. */
export function isCredential(name: string): boolean {
  return CREDENTIAL.test(name);
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
