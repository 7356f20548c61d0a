/** Where the ports and files of one running pod are on this machine. */
export interface Placement {
  /** Container port → loopback port that the application listens on instead. */
  readonly application: ReadonlyMap<number, number>;
  /** Container port → loopback port of the sidecar in front of it. */
  readonly inbound: ReadonlyMap<number, number>;
  /** Name of an outbound or gateway listener → its loopback port. */
  readonly outbound: ReadonlyMap<string, number>;
  /** Folder of the SDS files of the pod's service account. */
  readonly identityDir: string;
  readonly accessLogPath: string;
}

/** Loopback ports that stand for `port` of the pod `NAMESPACE/NAME`: one a running and ready instance, none when none is. */
export type ResolvePod = (pod: string, port: number) => readonly number[];

/** Loopback port of a Service that the lab itself provides, by host name and port. */
export type ResolveProvided = (hostname: string, port: number) => number | undefined;

export const LOOPBACK = '127.0.0.1';

export function loopback(port: number) {
  return { socketAddress: { address: LOOPBACK, portValue: port } };
}
