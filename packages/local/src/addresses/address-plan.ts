import type { PortAllocator } from './port-allocator.ts';
import { LOOPBACK, type SocketAddress } from './socket-address.ts';

/** What listens: a sidecar for calls to its pod, the application behind it, or a sidecar for its application's calls. */
export type Role = 'inbound' | 'application' | 'outbound';

/** Says where the listeners of each running pod are on this machine. */
export interface AddressPlan {
  /** Whether all pods have one address in common. */
  readonly shared: boolean;
  /** Gives `name` of a pod a place to listen, the same one each time; on `port` where the plan can. */
  allocate(pod: string, role: Role, name: string, port: number): Promise<SocketAddress>;
  /** The address that the pod's own calls come from; undefined where all pods have one in common. */
  sourceAddress(pod: string): string | undefined;
  /** Takes back everything that a pod was given. */
  release(pod: string): void;
  /** Ports to be remembered for the next run, by key. */
  assigned(): Readonly<Record<string, number>>;
  /** Lets other labs have what this one claimed. */
  close(): void;
}

/** All pods at 127.0.0.1, each listener on a port that is free: what every machine can do. */
export function sharedAddressPlan(ports: PortAllocator): AddressPlan {
  return {
    shared: true,
    allocate: async (pod, role, name) => ({
      address: LOOPBACK,
      port: await ports.allocate(`${pod}/${role}/${name}`),
    }),
    sourceAddress: () => undefined,
    release: (pod) => ports.release(`${pod}/`),
    assigned: () => ports.assigned(),
    close: () => {},
  };
}
