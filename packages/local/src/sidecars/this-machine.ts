import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Of this host: loopback, unspecified, link-local with the metadata services of clouds (RFC 6890; RFC 3927; AWS, "IMDS"). */
const OF_ANY_MACHINE: readonly (readonly [address: string, prefix: number, family: 'ipv4' | 'ipv6'])[] = [
  ['127.0.0.0', 8, 'ipv4'],
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fd00:ec2::254', 128, 'ipv6'],
];

/** Names that resolve to this machine without a name server (RFC 6761, section 6.3), and a name of metadata services. */
const NAMES = /(^|\.)(localhost|localdomain|ip6-localhost|ip6-loopback|metadata\.google\.internal)\.?$/i;

/** Whether an endpoint's address, an IP address or a name, is this machine or the metadata service beside it. */
export function isThisMachine(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '');
  const family = isIP(bare);
  if (family === 0) return NAMES.test(bare);
  // BlockList takes ::ffff:127.0.0.1 for the IPv4 address that it is.
  return ownAddresses().check(bare, family === 4 ? 'ipv4' : 'ipv6');
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
