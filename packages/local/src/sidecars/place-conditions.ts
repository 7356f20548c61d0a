import { type CidrRange, isInRange, type Permission, type Principal } from '@lab/istio';
import type { SocketAddress } from '../addresses/socket-address.ts';
import type { AddressField, CallersIn } from './callers.ts';

/** A listener's destination as the proxy in a cluster would see it, and where the listener is here. */
export interface Destination {
  readonly canonical: SocketAddress;
  readonly placed: SocketAddress;
}

const NEVER: Permission = { notRule: { any: true } };

/**
 * Copies the filters of a listener with the conditions of RBAC on addresses and ports asking for what a connection has
 * on this machine (envoy.config.rbac.v3, `Permission` and `Principal`). A listener has one destination, so what is
 * asked of it is decided here; callers are told by {@link CallersIn}.
 */
export function placeConditions<Value>(value: Value, destination: Destination, callersIn: CallersIn): Value {
  if (Array.isArray(value)) {
    return value.map((item) => placeConditions(item, destination, callersIn)) as Value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const condition = value as Permission & Principal;
  if (condition.destinationPort !== undefined) return placePort(condition, destination) as Value;
  if (condition.destinationIp) return placeAddress(condition.destinationIp, destination) as Value;
  if (condition.directRemoteIp)
    return placeCaller(condition.directRemoteIp, 'directRemoteIp', callersIn) as Value;
  if (condition.remoteIp) return placeCaller(condition.remoteIp, 'remoteIp', callersIn) as Value;
  const entries = Object.entries(value).map(([key, field]) => [
    key,
    placeConditions(field, destination, callersIn),
  ]);
  return Object.fromEntries(entries) as Value;
}

function placePort(condition: Permission, { canonical, placed }: Destination): Permission {
  if (condition.destinationPort === canonical.port) return { destinationPort: placed.port };
  // Another port of the pod, which on this machine may be the one of this listener.
  return condition.destinationPort === placed.port ? NEVER : condition;
}

function placeAddress(range: CidrRange, { canonical, placed }: Destination): Permission {
  if (!isInRange(canonical.address, range)) return NEVER;
  return { destinationIp: { addressPrefix: placed.address, prefixLen: 32 } };
}

function placeCaller(range: CidrRange, field: AddressField, callersIn: CallersIn): Principal {
  const outside: Principal = { [field]: range };
  const pods = callersIn(range, field);
  return pods.length === 0 ? outside : { orIds: { ids: [outside, ...pods] } };
}
