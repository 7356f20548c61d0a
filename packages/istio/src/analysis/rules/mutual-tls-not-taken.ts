import { findingAt } from '../../findings/finding-at.ts';
import { tlsPlaces } from '../lookup/tls-places.ts';
import type { Rule } from './rule.ts';

/**
 * A DestinationRule that asks for mutual TLS to a workload that has no sidecar, or takes none: the handshake fails
 * (Istio "Common problems", "503 errors after setting destination rule").
 */
export const mutualTlsNotTaken: Rule = (mesh) =>
  tlsPlaces(mesh).flatMap(({ resource, path, mode, targets }) => {
    if (mode !== 'ISTIO_MUTUAL') return [];
    const refusing = targets.find(({ serverMode }) => serverMode === undefined || serverMode === 'DISABLE');
    if (!refusing) return [];
    const why = refusing.serverMode ? 'PeerAuthentication DISABLE' : 'no sidecar';
    const message = `tls.mode ISTIO_MUTUAL to ${refusing.host}, and its workload ${refusing.workload} takes no mutual TLS (${why}): requests get 503. Leave tls out, Istio then uses mutual TLS where both sides have it`;
    return [findingAt(resource, path, 'LAB0308', message)];
  });
