import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
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
    const { host, workload } = refusing;
    return [finding('LAB0307', { mode, host, workload }, at(resource, path))];
  });
