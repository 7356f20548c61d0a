/** A range of addresses; one address is a range of all its bits. */
export interface CidrRange {
  readonly addressPrefix: string;
  readonly prefixLen: number;
}

/** Reads an address or an address with a prefix length, IPv4 or IPv6; undefined for what is neither. */
export function parseCidrRange(text: string): CidrRange | undefined {
  const [addressPrefix = '', length, ...rest] = text.split('/');
  const bits = addressBits(addressPrefix);
  if (bits === undefined || rest.length > 0) return undefined;
  if (length === undefined) return { addressPrefix, prefixLen: bits };
  const prefixLen = Number(length);
  const valid = /^\d{1,3}$/.test(length) && prefixLen <= bits;
  return valid ? { addressPrefix, prefixLen } : undefined;
}

/** 32 for an IPv4 address, 128 for one of IPv6, undefined for a text that is no address. */
export function addressBits(address: string): 32 | 128 | undefined {
  if (/^(\d{1,3})(\.\d{1,3}){3}$/.test(address)) {
    return address.split('.').every((part) => Number(part) <= 255) ? 32 : undefined;
  }
  return URL.canParse(`http://[${address}]/`) ? 128 : undefined;
}
