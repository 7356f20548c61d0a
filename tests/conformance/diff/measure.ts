/** What running Envoys make of the requests of a comparison, in the terms in which it says what differs. */
import type { DiffProbe, journey } from '@lab/istio';
import { seenBy } from '../../../packages/local/conformance/live/compare-live.ts';
import type { LiveEnvironment, LiveMesh } from '../../../packages/local/conformance/live/live-mesh.ts';
import type { TokenIssuer } from '../../../packages/local/conformance/live/tokens.ts';
import type { LiveProbe } from '../../../packages/local/conformance/live/wire-request.ts';
import { ask, type Seen } from '../ask-generated.ts';

/** By the names of `Change.what`, as far as the wire and the log show it; a request that was not sent has none. */
export type Observed = Readonly<Record<string, string>>;

/** Headers that come and go with every request, or that say how it came. */
const NOISE =
  /^(x-request-id|traceparent|tracestate|x-b3-.*|b3|date|server|x-envoy-.*|x-forwarded-.*|user-agent|host|content-length|transfer-encoding|connection|keep-alive|content-type|x-parent|location|authorization)$/;

/** Sends a request once. */
export async function measure(
  live: LiveMesh,
  tokens: TokenIssuer,
  environment: LiveEnvironment,
  probe: DiffProbe,
  hop: journey.Hop,
): Promise<{ readonly observed: Observed; readonly seen?: Seen } | undefined> {
  const { dialled, jwt, scheme, host, port, method, path, headers } = probe.request;
  const live_: LiveProbe = {
    ...{ name: 'diff', from: probe.from },
    request: {
      ...{ method, host, port, path, headers },
      ...(scheme === 'https' && { tls: 'simple' as const }),
      ...(dialled !== undefined && { address: dialled }),
      ...(jwt && { jwt }),
    },
  };
  const seen = await ask(live, tokens, environment, live_, hop);
  if (seen === 'cannot run') return undefined;
  return {
    observed: seen ? observed(seen, hop.route !== undefined) : { answer: 'nothing listens' },
    ...(seen && { seen }),
  };
}

function observed({ answer, flags, cluster, pod }: Seen, isHttp: boolean): Observed {
  const ends = 'status' in answer ? String(answer.status) : 'closed' in answer ? 'closed' : 'bytes';
  const own = flags.filter((flag) => flag !== 'DI').join();
  // A status that no server sent is a proxy's, which logs why; of a connection, flags come and go.
  if (!pod) return { answer: `${ends} ${'status' in answer ? own : ''}`.trim() };
  const server = seenBy(answer);
  const arrived = server?.headers ?? {};
  const returned = 'status' in answer ? answer.headers : {};
  const certificate = String(arrived['x-forwarded-client-cert'] ?? '');
  return {
    ...{ answer: ends, destinations: `${isHttp ? cluster : ''} ${pod.replace(/-\d+:\d+$/, '')}` },
    ...(server?.headers && { connection: certificate.includes('By=spiffe') ? 'mutual TLS' : 'plaintext' }),
    ...(server?.path !== undefined && { 'path sent': server.path.replace(/\?.*$/, '') }),
    ...(arrived.host !== undefined && { 'host sent': String(arrived.host) }),
    ...named('request', arrived),
    ...named('response', returned),
  };
}

function named(of: string, headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => !NOISE.test(name));
  return Object.fromEntries(own.map(([name, value]) => [`${of} header ${name}`, String(value)]));
}

/** What differs between two observations, by name; of a request that does not arrive on one side, only how it ends. */
export function differing(before: Observed, after: Observed): string[] {
  if (before.answer !== after.answer) return ['answer'];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]).sort();
}

/** Whether a change is one that an observation can show. */
export function isShown(what: string): boolean {
  return /^(answer|destinations|connection|path sent|host sent|(request|response) header .*)$/.test(what);
}
