/** Where something listens on this machine. */
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/** The address that every machine has, and macOS no other of its range. */
export const LOOPBACK = '127.0.0.1';

/** `ADDRESS:PORT`, IPv4. */
export function formatAddress({ address, port }: SocketAddress): string {
  return `${address}:${port}`;
}

/** What {@link formatAddress} writes. */
export function parseAddress(text: string): SocketAddress {
  const [address = '', port] = text.split(':');
  return { address, port: Number(port) };
}
