import type { Protocol } from './registry.ts';

const NAMED: Readonly<Record<string, Protocol>> = {
  tcp: 'tcp',
  udp: 'udp',
  grpc: 'grpc',
  'grpc-web': 'grpc',
  http: 'http',
  http2: 'http2',
  https: 'https',
  tls: 'tls',
  mongo: 'mongo',
  redis: 'redis',
  mysql: 'mysql',
};

/** Kubernetes' own application protocols (Service `appProtocol`, KEP-3726). */
const KUBERNETES: Readonly<Record<string, Protocol>> = {
  'kubernetes.io/h2c': 'http2',
  'kubernetes.io/ws': 'http',
  'kubernetes.io/wss': 'https',
};

/** Where the server speaks first, so that waiting for the client's bytes would hang: SMTP, DNS, MySQL, MongoDB. */
const NEVER_SNIFFED = new Set([25, 53, 3306, 27017]);

/**
 * How Istio treats a Service port (Istio "Protocol Selection"): by `appProtocol`, else by the port name's part
 * before the first hyphen. `unset` means that the proxy looks at the first bytes.
 */
export function selectProtocol(port: {
  port: number;
  name?: string | undefined;
  protocol?: string | undefined;
  appProtocol?: string | undefined;
}): Protocol {
  if (port.protocol === 'UDP') return 'udp';
  const text = port.appProtocol ?? port.name ?? '';
  const standard = port.appProtocol === undefined ? undefined : KUBERNETES[port.appProtocol];
  if (standard) return standard;
  if (text.toLowerCase().startsWith('grpc-web')) return 'grpc';
  const prefix = text.split('-', 1)[0] ?? '';
  return NAMED[prefix.toLowerCase()] ?? (NEVER_SNIFFED.has(port.port) ? 'tcp' : 'unset');
}

/** True where routes, retries and header matches apply: the port carries HTTP of any version. */
export function isHttp(protocol: Protocol): boolean {
  return protocol === 'http' || protocol === 'http2' || protocol === 'grpc';
}

/** True where the upstream must be spoken to in HTTP/2. */
export function isHttp2(protocol: Protocol): boolean {
  return protocol === 'http2' || protocol === 'grpc';
}
