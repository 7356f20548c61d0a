import { expect, test } from 'vitest';
import { isThisMachine } from './this-machine.ts';

test.each([
  ...['127.0.0.1', '127.255.255.254', '0.0.0.0', '169.254.169.254', '168.63.129.16', '100.100.100.200'],
  ...['::1', '::', '[::1]', 'fe80::1', 'fe80::1%eth0', '::ffff:127.0.0.1', '::ffff:7f00:1', 'fd00:ec2::254'],
  ...['::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::169.254.169.254', '0:0:0:0:0:0:0:1'],
  ...['2130706433', '0x7f000001', '0x7F.1', '0177.0.0.1', '127.1', '127.0.0.1.', '0', '2852039166'],
  ...['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'localhost.localdomain', 'ip6-loopback'],
  ...['metadata', 'metadata.google.internal'],
])('%s is this machine, or the metadata service beside it', (address) => {
  expect(isThisMachine(address)).toBe(true);
});

test.each([
  ...['192.0.2.1', '8.8.8.8', '2001:db8::1', '::ffff:192.0.2.1', '64:ff9b::192.0.2.1', '3221225985'],
  ...['example.com', 'localhost.example.com', 'metadata.example.com', 'a-localhost', '127.example.com', ''],
])('%j is not', (address) => {
  expect(isThisMachine(address)).toBe(false);
});
