import type { Destination } from './place-conditions.ts';

/** Envoy's command operators for the destination of a connection, of the one before a load balancer as well. */
const ADDRESS = /%DOWNSTREAM_(DIRECT_)?LOCAL_ADDRESS%/g;
const PORT = /%DOWNSTREAM_(DIRECT_)?LOCAL_PORT%/g;

/**
 * Copies the filters of a listener with the port that a pod has in a cluster in what they write of a connection's
 * destination (access logs, headers), where it has been moved to another.
 */
export function placeLogFields<Value>(value: Value, { canonical, placed }: Destination): Value {
  if (canonical.port === placed.port) return value;
  const { port } = canonical;
  const move = (field: unknown): unknown => {
    if (Array.isArray(field)) return field.map(move);
    if (typeof field === 'string') {
      return field
        .replace(ADDRESS, (_, direct = '') => `%DOWNSTREAM_${direct}LOCAL_ADDRESS_WITHOUT_PORT%:${port}`)
        .replace(PORT, String(port));
    }
    if (typeof field !== 'object' || field === null) return field;
    return Object.fromEntries(Object.entries(field).map(([key, entry]) => [key, move(entry)]));
  };
  return move(value) as Value;
}
