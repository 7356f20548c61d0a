import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
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
    const { host, workload, serverMode } = refusing;
    const place = at(resource, path);
    return serverMode
      ? [finding('LAB0308.disabled', { host, workload }, place)]
      : [finding('LAB0308.noSidecar', { host, workload }, place)];
  });
