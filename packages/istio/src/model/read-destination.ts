import type { RouteDestination } from '../resources/istio-types.ts';
import type { Destination } from './http-route.ts';
import { setFields } from './set-fields.ts';

/** Where a route or a mirror leads to. */
export function readDestination({ host, port, subset }: RouteDestination): Destination {
  return setFields<Destination>({ host, port: port?.number, subset });
}
