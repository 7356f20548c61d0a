import type { PodAddresses } from '../addresses/allot-addresses.ts';
import { LOOPBACK, type SocketAddress } from '../addresses/socket-address.ts';
import type { CallersIn } from './callers.ts';
import type { PlacedEndpoints } from './placed-endpoints.ts';

/** Where one running pod is on this machine. */
export interface Placement extends PodAddresses {
  readonly accessLogPath: string;
}

/** What of the other pods a proxy's configuration depends on. */
export interface Surroundings {
  readonly resolvePod: ResolvePod;
  readonly resolveProvided: ResolveProvided;
  readonly callersIn: CallersIn;
  /** Endpoints that are placed already. */
  readonly placed?: PlacedEndpoints;
}

/** Where port `port` of the pod `NAMESPACE/NAME` is: one address a running and ready instance, none when none is. */
export type ResolvePod = (pod: string, port: number) => readonly SocketAddress[];

/** Loopback port of a Service that the lab itself provides, by host name and port. */
export type ResolveProvided = (hostname: string, port: number) => number | undefined;

/** envoy.config.core.v3.Address */
export function envoyAddress({ address, port }: SocketAddress) {
  return { socketAddress: { address, portValue: port } };
}

export function loopback(port: number) {
  return envoyAddress({ address: LOOPBACK, port });
}
