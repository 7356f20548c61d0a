import type { GatewaySpec } from '../resources/istio-types.ts';
import { oncePer } from '../resources/once-per.ts';
import { hostIndex } from './host-index.ts';
import { isHttp, selectProtocol } from './protocol.ts';
import type { Protocol } from './registry.ts';
import { setFields } from './set-fields.ts';

type WrittenServer = NonNullable<GatewaySpec['servers']>[number];
type WrittenTls = NonNullable<WrittenServer['tls']>;

/** One server of a Gateway, as it is written. */
export interface Server {
  /** The Service's port, and its name. */
  readonly port: { readonly number: number; readonly name: string };
  readonly protocol: Protocol;
  /** The address that is listened on; any where it is absent. */
  readonly bind?: string;
  readonly hosts: readonly ServerHost[];
  readonly tls?: ServerTls;
}

export interface ServerHost {
  /** Of the VirtualServices that may have it; all where it is absent. */
  readonly namespace?: string;
  readonly name: string;
}

/** How TLS is ended or passed through (Istio reference, "Gateway": ServerTLSSettings). */
export interface ServerTls {
  readonly mode: NonNullable<WrittenTls['mode']>;
  readonly httpsRedirect: boolean;
  readonly credentialName?: string;
  readonly serverCertificate?: string;
  readonly privateKey?: string;
  readonly caCertificates?: string;
  readonly subjectAltNames: readonly string[];
  /** Absent where Envoy chooses. */
  readonly minProtocolVersion?: TlsVersion;
  readonly maxProtocolVersion?: TlsVersion;
  readonly cipherSuites: readonly string[];
}

export type TlsVersion = 'TLSV1_0' | 'TLSV1_1' | 'TLSV1_2' | 'TLSV1_3';

/** @param namespace of the Gateway */
export function readServer({ port, bind, hosts = [], tls }: WrittenServer, namespace: string): Server {
  return setFields<Server>({
    port: { number: port.number, name: port.name },
    protocol: selectProtocol({ port: port.number, appProtocol: port.protocol }),
    bind,
    hosts: hosts.map((host) => readHost(host, namespace)),
    tls: tls && readTls(tls),
  });
}

/** `./HOST` is the Gateway's own namespace, `*` + `/HOST` every namespace. */
function readHost(host: string, namespace: string): ServerHost {
  const slash = host.indexOf('/');
  if (slash < 0) return { name: host };
  const [scope, name] = [host.slice(0, slash), host.slice(slash + 1)];
  return scope === '*' ? { name } : { namespace: scope === '.' ? namespace : scope, name };
}

/** `NAMESPACE/HOST`, or `HOST` alone. */
export function hostText({ namespace, name }: ServerHost): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The names that a server's hosts have in common with those of a VirtualService of a namespace, each in its narrower form, once. */
export function commonHosts(
  hosts: readonly ServerHost[],
  namespace: string,
  names: readonly string[],
): ReadonlySet<string> {
  const index = serverHosts(hosts);
  const isOffered = (host: ServerHost) => (host.namespace ?? namespace) === namespace;
  const common = names.flatMap((name) => [
    ...(index.covering(name).some(isOffered) ? [name] : []),
    ...index.within(name).flatMap((host) => (isOffered(host) ? host.name : [])),
  ]);
  return new Set(common);
}

const serverHosts = oncePer((hosts: readonly ServerHost[]) =>
  hostIndex(hosts.map((host) => [host.name, host] as const)),
);

function readTls(written: WrittenTls): ServerTls {
  return setFields<ServerTls>({
    mode: written.mode ?? 'SIMPLE',
    httpsRedirect: written.httpsRedirect ?? false,
    credentialName: written.credentialName,
    serverCertificate: written.serverCertificate,
    privateKey: written.privateKey,
    caCertificates: written.caCertificates,
    subjectAltNames: written.subjectAltNames ?? [],
    minProtocolVersion: readVersion(written.minProtocolVersion),
    maxProtocolVersion: readVersion(written.maxProtocolVersion),
    cipherSuites: written.cipherSuites ?? [],
  });
}

function readVersion(version: WrittenTls['minProtocolVersion']): TlsVersion | undefined {
  return version === 'TLS_AUTO' ? undefined : version;
}

/** Whether the server takes TLS, be it to end it or to pass it through. */
export function isTlsServer({ tls, protocol }: Pick<Server, 'tls' | 'protocol'>): boolean {
  return tls !== undefined && !isHttp(protocol);
}

/** Whether the server forwards TLS without ending it, by the name in the client hello. */
export function isPassthroughServer({ tls }: Pick<Server, 'tls'>): boolean {
  return tls?.mode === 'PASSTHROUGH' || tls?.mode === 'AUTO_PASSTHROUGH';
}
