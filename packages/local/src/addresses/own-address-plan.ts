import { createServer, type Server } from 'node:net';
import { LabError } from '@lab/errors';
import type { AddressPlan, Role } from './address-plan.ts';
import { isFree } from './port-allocator.ts';
import type { SocketAddress } from './socket-address.ts';

/** Second octet of the addresses for a role, counted from the first of the lab's own. */
const ROLE_OFFSETS: Readonly<Record<Role, number>> = { inbound: 0, application: 1, outbound: 2 };

/** A lab has three of the second octets from 10 on, one a role. */
const OCTETS = Object.keys(ROLE_OFFSETS).length;
const FIRST_OCTET = 10;
const BLOCKS = 80;

/** Who listens here has the block. */
const CLAIM_PORT = 15_999;

/** Ports below need a privilege on Linux by default (ip(7), `ip_unprivileged_port_start`). */
const FIRST_UNPRIVILEGED = 1024;

/** Where a port goes that cannot be had: 80 to 10080. */
const MOVED_BY = 10_000;
const LAST_PORT = 65_535;

/**
 * Each pod at addresses of its own in 127.0.0.0/8, with the ports that it has in a cluster: 127.A.y.z is the pod,
 * 127.(A+1).y.z its application, 127.(A+2).y.z what its sidecar has open for the application's calls. Ports that need a
 * privilege, and those that another program has, are moved.
 *
 * @param preferred which of the blocks is tried first; a lab that always says the same keeps its addresses
 * @returns undefined where the machine does not have these addresses (macOS), or other labs have them all
 */
export async function ownAddressPlan(preferred: number): Promise<AddressPlan | undefined> {
  const claimed = await claimBlock(preferred);
  if (!claimed) return undefined;
  const { octet, claim } = claimed;
  const slots = new Map<string, number>();
  const given = new Map<string, Promise<SocketAddress>>();
  const taken = new Set<string>();
  const slotOf = (pod: string) => {
    const slot = slots.get(pod) ?? firstFree(new Set(slots.values()));
    slots.set(pod, slot);
    return slot;
  };
  const addressOf = (pod: string, role: Role) => {
    const slot = slotOf(pod);
    return `127.${octet + ROLE_OFFSETS[role]}.${slot >> 8}.${slot & 255}`;
  };
  const find = async (address: string, wanted: number): Promise<SocketAddress> => {
    for (const port of candidates(wanted)) {
      const key = `${address}:${port}`;
      if (taken.has(key)) continue;
      // Taken before the probe, so that two at once do not settle on one port.
      taken.add(key);
      if (await isFree(port, address)) return { address, port };
      taken.delete(key);
    }
    throw new LabError(
      'NO_FREE_PORT',
      `no port of ${address} is free`,
      'Stop the programs that use these ports.',
    );
  };
  return {
    shared: false,
    allocate: (pod, role, name, port) => {
      const key = `${pod}/${role}/${name}`;
      const place = given.get(key) ?? find(addressOf(pod, role), port);
      given.set(key, place);
      return place;
    },
    sourceAddress: (pod) => addressOf(pod, 'inbound'),
    release: (pod) => {
      const addresses = (Object.keys(ROLE_OFFSETS) as Role[]).map((role) => `${addressOf(pod, role)}:`);
      for (const key of taken) if (addresses.some((address) => key.startsWith(address))) taken.delete(key);
      for (const key of given.keys()) if (key.startsWith(`${pod}/`)) given.delete(key);
      slots.delete(pod);
    },
    assigned: () => ({}),
    close: () => claim.close(),
  };
}

async function claimBlock(preferred: number): Promise<{ octet: number; claim: Server } | undefined> {
  for (let offset = 0; offset < BLOCKS; offset++) {
    const octet = FIRST_OCTET + OCTETS * ((preferred + offset) % BLOCKS);
    const claim = await listen(`127.${octet}.255.254`, CLAIM_PORT);
    if (typeof claim !== 'string') return { octet, claim };
    if (claim !== 'EADDRINUSE') return undefined;
  }
  return undefined;
}

function listen(host: string, port: number): Promise<Server | string> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => resolve(server.unref()));
  });
}

/** Counted from 1, for 0 is the network's own address. */
function firstFree(used: ReadonlySet<number>): number {
  let slot = 1;
  while (used.has(slot)) slot += 1;
  return slot;
}

function* candidates(wanted: number): Generator<number> {
  if (wanted >= FIRST_UNPRIVILEGED) yield wanted;
  const moved = wanted + MOVED_BY;
  for (let port = moved > LAST_PORT ? MOVED_BY : moved; port <= LAST_PORT; port += 1) yield port;
}
