import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/**
 * Of this host: loopback, unspecified, link-local, and the metadata services of clouds (RFC 6890; RFC 3927; AWS, "IMDS"; Azure, "What is
 * IP address 168.63.129.16"; Alibaba Cloud, "Instance metadata"; Oracle Cloud, "Essential firewall rules").
 */
const OF_ANY_MACHINE: readonly (readonly [address: string, prefix: number, family: 'ipv4' | 'ipv6'])[] = [
  ['127.0.0.0', 8, 'ipv4'],
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['168.63.129.16', 32, 'ipv4'],
  ['100.100.100.200', 32, 'ipv4'],
  ['192.0.0.192', 32, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fd00:ec2::254', 128, 'ipv6'],
];

/** Names that resolve to this machine without a name server (RFC 6761, section 6.3), and a name of metadata services. */
const NAMES =
  /(^|\.)(localhost|localdomain|ip6-localhost|ip6-loopback|metadata\.google\.internal)\.?$|^metadata\.?$/i;

/** An IPv4 address within an IPv6 address, which a gateway or a tunnel of the machine leads to (RFC 4291, 2.5.5.1; RFC 6052, 2.1). */
const EMBEDDED = /^http:\/\/\[(?:::|64:ff9b::)([\da-f]{1,4}):([\da-f]{1,4})\]$/;

/** Whether an endpoint's address, an IP address or a name, is this machine or the metadata service beside it. */
export function isThisMachine(address: string): boolean {
  const bare = address.replace(/^\[|\](?=\.?$)/g, '').replace(/%.*$/, '');
  const family = isIP(bare);
  if (family === 4) return ownAddresses().check(bare, 'ipv4');
  // BlockList takes ::ffff:127.0.0.1 for the IPv4 address that it is.
  if (family === 6) return ownAddresses().check(bare, 'ipv6') || isThisMachine(embedded(bare) ?? 'none');
  const written = addressOf(bare);
  return NAMES.test(bare) || (written !== undefined && isThisMachine(written));
}

/** The IPv4 address that a resolver reads in a name: `2130706433`, `0x7f000001` and `127.1` are 127.0.0.1 (inet_aton(3); WHATWG URL, 4.4). */
function addressOf(name: string): string | undefined {
  if (!/(?:^|\.)(?:\d+|0x[\da-f]*)\.?$/i.test(name)) return undefined;
  const host = URL.parse(`http://${name}`)?.hostname;
  return host !== undefined && host !== name && isIP(host) === 4 ? host : undefined;
}

function embedded(address: string): string | undefined {
  const [, high, low] = EMBEDDED.exec(URL.parse(`http://[${address}]`)?.origin ?? '') ?? [];
  if (high === undefined || low === undefined) return undefined;
  const value = Number.parseInt(high, 16) * 0x10000 + Number.parseInt(low, 16);
  return URL.parse(`http://${value}`)?.hostname;
}

let own: BlockList | undefined;

/** Those of the interfaces that there were at the first question as well. */
function ownAddresses(): BlockList {
  if (own) return own;
  own = new BlockList();
  for (const [address, prefix, family] of OF_ANY_MACHINE) own.addSubnet(address, prefix, family);
  for (const { address, family } of Object.values(networkInterfaces()).flatMap((found) => found ?? []))
    own.addAddress(address, family === 'IPv4' ? 'ipv4' : 'ipv6');
  return own;
}
