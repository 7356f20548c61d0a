import { type RequestOptions, request } from 'node:https';

/** Who calls, and who has to answer. */
export interface MutualTlsCall {
  /** `ADDRESS:PORT` of a sidecar's inbound listener. */
  readonly at: string;
  /** SNI as a caller's sidecar sends it, e.g. `outbound_.8080_._.backend-service.backend.svc.cluster.local`. */
  readonly serverName: string;
  /** PEM; the root that the server's certificate has to come from. */
  readonly root: string;
  /** The SPIFFE id that the server has to prove. */
  readonly server: string;
  /** The client's certificate and key, PEM; none: it has no certificate to show. */
  readonly client?: { readonly certificate: string; readonly privateKey: string } | undefined;
  /** Sent as JSON with POST; without it `GET /healthz` is asked. */
  readonly post?: { readonly path: string; readonly body: unknown };
}

/** An answer, or the code with which the connection ended without one. */
export type SidecarAnswer = { readonly status: number; readonly body: string } | { readonly refused: string };

/** What a caller's sidecar offers: Istio's names, which choose the filter chain, and HTTP's own. */
const ALPN = ['istio-http/1.1', 'istio', 'http/1.1'];

/** Calls a pod as another pod's sidecar would, over a connection of its own. */
export function callSidecar({
  at,
  serverName,
  root,
  server,
  client,
  post,
}: MutualTlsCall): Promise<SidecarAnswer> {
  const options: RequestOptions = {
    ...{ ...socketAddress(at), path: post?.path ?? '/healthz', agent: false, timeout: 30_000 },
    ...(post && { method: 'POST', headers: { 'content-type': 'application/json' } }),
    ...{ servername: serverName, ALPNProtocols: ALPN, ca: root },
    ...(client && { cert: client.certificate, key: client.privateKey }),
    // An identity is a URI, which Node's own check of host names does not look at.
    checkServerIdentity: (_, { subjectaltname }) =>
      subjectaltname === `URI:${server}` ? undefined : new Error(`the server is ${subjectaltname}`),
  };
  return new Promise((resolve) => {
    const refused = (error: NodeJS.ErrnoException) => resolve({ refused: error.code ?? error.message });
    const outgoing = request(options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        body += chunk;
      });
      response.on('error', refused);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.on('error', refused);
    outgoing.end(post && JSON.stringify(post.body));
  });
}

/** Of `ADDRESS:PORT`, what Node takes. */
export function socketAddress(at: string): { readonly host: string; readonly port: number } {
  const [host = '', port] = at.split(':');
  return { host, port: Number(port) };
}
