import type { CidrRange } from './values.ts';

/** Reads an address or an address with a prefix length, IPv4 or IPv6; undefined for what is neither. */
export function parseCidrRange(text: string): CidrRange | undefined {
  const [addressPrefix = '', length, ...rest] = text.split('/');
  if (!isIpAddress(addressPrefix) || rest.length > 0) return undefined;
  const bits = isIpv4(addressPrefix) ? 32 : 128;
  if (length === undefined) return { addressPrefix, prefixLen: bits };
  const prefixLen = Number(length);
  const valid = /^\d{1,3}$/.test(length) && prefixLen <= bits;
  return valid ? { addressPrefix, prefixLen } : undefined;
}

/** Whether a text is an IPv4 or an IPv6 address. */
export function isIpAddress(text: string): boolean {
  return isIpv4(text) || isIpv6(text);
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return (
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
  );
}

function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2 || !text.includes(':')) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const size = groups.length + Number(isIpv4(last));
  const fine = groups.every((group, index) =>
    index === groups.length - 1 && isIpv4(group) ? true : /^[0-9a-fA-F]{1,4}$/.test(group),
  );
  return fine && (halves.length === 2 ? size < 8 : size === 8);
}
