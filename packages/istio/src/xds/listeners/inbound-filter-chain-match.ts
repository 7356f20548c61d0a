import type { MutualTlsMode } from '../../model/peer-authentication.ts';
import { isHttp } from '../../model/protocol.ts';
import type { Protocol } from '../../model/registry.ts';
import { PLAIN_HTTP_ALPN } from './listener-defaults.ts';

/** One way in for the connections of a port. */
export interface InboundChainMatch {
  readonly applicationProtocols?: readonly string[];
  readonly transportProtocol: 'tls' | 'raw_buffer';
  /** What the chain makes of the bytes. */
  readonly protocol: 'http' | 'tcp';
  /** Whether the chain ends mutual TLS; TLS that it does not end is passed on to the application as it is. */
  readonly terminatesTls: boolean;
}

/** ALPN names by which a client's sidecar says that it speaks HTTP over the mesh's mutual TLS … */
const MESH_HTTP_ALPN = ['istio-http/1.0', 'istio-http/1.1', 'istio-h2'];
/** … or that it does not know what it carries. */
const MESH_TCP_ALPN = ['istio-peer-exchange', 'istio'];
const MESH_ALPN = ['istio', 'istio-peer-exchange', ...MESH_HTTP_ALPN];

const http = { protocol: 'http' } as const;
const tcp = { protocol: 'tcp' } as const;
const mutualTls = { transportProtocol: 'tls', terminatesTls: true } as const;
const foreignTls = { transportProtocol: 'tls', terminatesTls: false } as const;
const plain = { transportProtocol: 'raw_buffer', terminatesTls: false } as const;

const MATCHES: Readonly<
  Record<'http' | 'tcp' | 'sniffed', Readonly<Record<MutualTlsMode, readonly InboundChainMatch[]>>>
> = {
  http: {
    STRICT: [{ ...http, ...mutualTls }],
    PERMISSIVE: [
      { ...http, ...mutualTls, applicationProtocols: MESH_ALPN },
      { ...http, ...plain },
    ],
    DISABLE: [{ ...http, ...plain }],
  },
  tcp: {
    STRICT: [{ ...tcp, ...mutualTls }],
    PERMISSIVE: [
      { ...tcp, ...mutualTls, applicationProtocols: MESH_ALPN },
      { ...tcp, ...foreignTls },
      { ...tcp, ...plain },
    ],
    DISABLE: [{ ...tcp, ...plain }],
  },
  sniffed: {
    STRICT: [
      { ...http, ...mutualTls, applicationProtocols: MESH_HTTP_ALPN },
      { ...tcp, ...mutualTls },
    ],
    PERMISSIVE: [
      { ...http, ...mutualTls, applicationProtocols: MESH_HTTP_ALPN },
      { ...http, ...plain, applicationProtocols: PLAIN_HTTP_ALPN },
      { ...tcp, ...mutualTls, applicationProtocols: MESH_TCP_ALPN },
      { ...tcp, ...plain },
      { ...tcp, ...foreignTls },
    ],
    DISABLE: [
      { ...http, ...plain, applicationProtocols: PLAIN_HTTP_ALPN },
      { ...tcp, ...plain },
    ],
  },
};

/**
 * The chains that a port needs for what PeerAuthentication allows and the Service says it carries.
 * Source: istio pilot/pkg/networking/core/filterchain_options.go, `getFilterChainMatchOptions`.
 */
export function inboundChainMatches(mode: MutualTlsMode, protocol: Protocol): readonly InboundChainMatch[] {
  if (isHttp(protocol)) return MATCHES.http[mode];
  return MATCHES[protocol === 'unset' ? 'sniffed' : 'tcp'][mode];
}
