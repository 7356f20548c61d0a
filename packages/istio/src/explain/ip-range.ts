import type { CidrRange } from '../xds/types.ts';

/** Whether an address lies in a range, both IPv4 or both IPv6; text that is no address lies in none. */
export function isInRange(address: string, { addressPrefix, prefixLen }: CidrRange): boolean {
  const bits = addressBits(address);
  const prefix = addressBits(addressPrefix);
  return (
    bits !== undefined &&
    prefix !== undefined &&
    bits.length === prefix.length &&
    bits.startsWith(prefix.slice(0, prefixLen))
  );
}

/** The address in binary digits, 32 or 128 of them. */
function addressBits(address: string): string | undefined {
  if (/^\d+(\.\d+){3}$/.test(address)) return digits(address.split('.').map(Number), 8);
  if (!address.includes(':') || !URL.canParse(`http://[${address}]/`)) return undefined;
  // The URL parser writes any IPv6 address in its shortest form, with hexadecimal groups only.
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const groups = (text: string) => (text ? text.split(':').map((group) => Number.parseInt(group, 16)) : []);
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = Array<number>(8 - before.length - after.length).fill(0);
  return digits([...before, ...zeros, ...after], 16);
}

function digits(parts: readonly number[], width: number): string {
  return parts.map((part) => part.toString(2).padStart(width, '0')).join('');
}
