import { findingAt } from '../../findings/finding-at.ts';
import { tlsPlaces } from '../lookup/tls-places.ts';
import type { Rule } from './rule.ts';

/**
 * A DestinationRule that takes mutual TLS away from calls to a workload that accepts nothing else: its proxy closes
 * the connections (Istio "Common problems", "503 errors after setting destination rule").
 */
export const plaintextToStrictWorkload: Rule = (mesh) =>
  tlsPlaces(mesh).flatMap(({ resource, path, mode, targets }) => {
    if (mode !== 'DISABLE' && mode !== 'SIMPLE') return [];
    const refusing = targets.find(({ serverMode }) => serverMode === 'STRICT');
    if (!refusing) return [];
    const message = `tls.mode ${mode} to ${refusing.host}, and its workload ${refusing.workload} takes mutual TLS only (PeerAuthentication STRICT): requests get 503. Leave tls out, Istio then uses mutual TLS`;
    return [findingAt(resource, path, 'LAB0307', message)];
  });
