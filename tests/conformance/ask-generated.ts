/** Sends generated requests to the running Envoys of a scenario, and holds what becomes of them against `./lab explain`. */
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { journey } from '@lab/istio';
import { explainCall } from '@lab/mesh-client';
import type { LogLine } from '../../packages/local/conformance/live/access-log.ts';
import { seenBy } from '../../packages/local/conformance/live/compare-live.ts';
import type { LiveEnvironment, LiveMesh } from '../../packages/local/conformance/live/live-mesh.ts';
import { sendProbe, type WireAnswer } from '../../packages/local/conformance/live/send-probe.ts';
import { type TokenIssuer, tokenPlace } from '../../packages/local/conformance/live/tokens.ts';
import {
  CannotRun,
  type LiveProbe,
  type ProbeRoute,
  routeOf,
  wireRequest,
} from '../../packages/local/conformance/live/wire-request.ts';

/** What was sent, what was foretold of it, and what became of it. */
export interface Compared {
  readonly probe: LiveProbe;
  readonly hop: journey.Hop;
  /** Absent where nothing listens. */
  readonly seen?: Seen;
}

/** What a sender got, and what its proxy noted. */
export interface Seen {
  readonly answer: WireAnswer;
  readonly flags: readonly string[];
  readonly cluster?: string;
  /** `NAMESPACE/POD` whose application answered. */
  readonly pod?: string;
  readonly details?: string | null;
}

let sent = 0;

/** The explanation of a request: the first hop. */
export function explained(live: LiveMesh, tokens: TokenIssuer, probe: LiveProbe): journey.Hop {
  const { host = '', port, path = '/', method = 'GET', headers = {}, tls, jwt } = probe.request;
  const place = jwt && tokenPlace(live.resources, jwt.issuer);
  const token = jwt && tokens.issue(jwt);
  const written = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const { hops } = explainCall(
    live.mesh,
    {
      ...{ from: probe.from ?? '', method, next: ['http://nowhere.invalid/'] },
      url: `${tls === 'simple' ? 'https' : 'http'}://${host.replace(/:\d+$/, '')}:${port}${path}`,
      headers: {
        ...Object.fromEntries(written),
        host,
        ...(place && 'header' in place && { [place.header]: `${place.prefix}${token}` }),
      },
    },
    { calls: {} },
  );
  return hops[0] as journey.Hop;
}

/** Sends all requests, several at the same time unless that could meet a limit of connections. */
export async function askGenerated(
  live: LiveMesh,
  tokens: TokenIssuer,
  environment: LiveEnvironment,
  probes: readonly LiveProbe[],
): Promise<Compared[]> {
  const compared: Compared[] = [];
  const work = async (queue: LiveProbe[]) => {
    for (let probe = queue.shift(); probe; probe = queue.shift()) {
      const hop = explained(live, tokens, probe);
      const seen = await ask(live, tokens, environment, probe, hop);
      if (seen !== 'cannot run') compared.push({ probe, hop, ...(seen && { seen }) });
    }
  };
  const queue = [...probes];
  const limited = live.resources.some(({ spec }) =>
    /"(connectionPool|outlierDetection)"/.test(JSON.stringify(spec)),
  );
  await Promise.all(Array.from({ length: limited ? 1 : 12 }, () => work(queue)));
  return compared;
}

/** Sends one request; undefined where nothing listens for it. */
export async function ask(
  live: LiveMesh,
  tokens: TokenIssuer,
  environment: LiveEnvironment,
  probe: LiveProbe,
  { route: isHttp }: Pick<journey.Hop, 'route'>,
): Promise<Seen | undefined | 'cannot run'> {
  let route: ProbeRoute;
  try {
    route = routeOf(live, probe);
  } catch (error) {
    if (error instanceof CannotRun) return 'cannot run';
    throw error;
  }
  const { at } = route;
  if (at === 'nowhere') return undefined;
  sent += 1;
  const mark = `generated-${process.pid}-${sent}`;
  const { request } = probe;
  const marked = { ...probe, request: { ...request, headers: { ...request.headers, 'user-agent': mark } } };
  const wire = await wireRequest(live, marked, { ...route, at }, tokens, environment);
  const answer = await sendProbe(wire);
  const path = route.decides.placement.accessLogPath;
  const line = isHttp || 'status' in answer ? await lineOf(path, mark) : undefined;
  const seen = seenBy(answer);
  return {
    answer,
    flags: (line?.response_flags ?? '-')
      .split(',')
      .filter((flag) => flag !== '-')
      .sort(),
    ...(line?.upstream_cluster && { cluster: line.upstream_cluster.replace(/@.*$/, '') }),
    ...(seen && { pod: seen.name }),
    ...(line && { details: line.response_code_details }),
  };
}

/** The line of the proxy that sent it; its own inbound listener may have another. */
async function lineOf(path: string, mark: string): Promise<LogLine | undefined> {
  for (let tries = 0; tries < 100; tries += 1) {
    await sleep(50);
    if (!existsSync(path)) continue;
    const own = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.includes(`"${mark}"`) && line.endsWith('}'))
      .map((line) => JSON.parse(line) as LogLine)
      .filter(({ upstream_cluster: cluster }) => !/^inbound/i.test(cluster ?? ''));
    if (own.length > 0) return own.at(-1);
  }
  return undefined;
}
