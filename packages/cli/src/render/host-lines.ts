import type { GatewayHost } from '@lab/local';

/** How each host of the gateways is called: by a URL where it leads to this machine by itself, else by curl. */
export function hostLines(hosts: readonly GatewayHost[]): string[] {
  return hosts.map(hostLine);
}

function hostLine({ host, address, tls }: GatewayHost): string {
  const [ip = '', port = ''] = address.split(':');
  const scheme = tls ? 'https' : 'http';
  const name = host.replace(/^\*\./, 'NAME.');
  const isLoopback = ip === '127.0.0.1';
  if (host === '*') return `${scheme}://${isLoopback ? 'localhost' : ip}:${port}`;
  // Names below .localhost are loopback's (RFC 6761, 6.3), and that is 127.0.0.1.
  if (isLoopback && /(^|\.)localhost$/.test(host)) return `${scheme}://${name}:${port}`;
  if (tls) return `curl -k --connect-to ::${address} https://${name}`;
  return `curl -H 'Host: ${name}' http://${address}`;
}
