import { SPIFFE_SCHEME, spiffeId, unsupportedFindings } from '@lab/istio';
import { acceptedResources, type ExpectedAnswer, type Scenario } from '@lab/istio/conformance';
import { formatAddress } from '../../src/addresses/socket-address.ts';
import { readAccessLog } from './access-log.ts';
import { compareEnds } from './compare-ends.ts';
import { compareIdentity, compareOutcome, type Observation } from './compare-live.ts';
import { type LiveEnvironment, type LiveMesh, startLiveMesh } from './live-mesh.ts';
import { sendProbe, type WireAnswer, type WireRequest } from './send-probe.ts';
import { type TokenIssuer, tokenIssuer } from './tokens.ts';
import { CannotRun, type LiveProbe, type ProbeRoute, routeOf, wireRequest } from './wire-request.ts';

/** How what became of one probe compares with Istio's answer. */
export interface LiveResult {
  readonly scenario: string;
  readonly area: string;
  readonly probe: string;
  readonly differences: readonly string[];
  /** Whether who answered and by which identity was compared, too. */
  readonly identity: boolean;
  /** Why it was not sent. */
  readonly cannotRun?: string;
}

/** Starts a scenario and sends its probes. */
export async function askLive(scenario: Scenario, environment: LiveEnvironment): Promise<LiveResult[]> {
  const common = (probe: LiveProbe) => ({ scenario: scenario.name, area: scenario.area, probe: probe.name });
  const skipAll = (cannotRun: string) =>
    scenario.probes.map((probe) => ({ ...common(probe), differences: [], identity: false, cannotRun }));
  const accepted = acceptedResources(scenario);
  const [unsupported] = unsupportedFindings(accepted);
  if (unsupported) return skipAll(`not supported: ${unsupported.resource} ${unsupported.field ?? ''}`.trim());
  const tokens = tokenIssuer();
  let live: LiveMesh;
  try {
    live = await startLiveMesh(tokens.trustedBy(accepted), askedPorts(scenario), environment);
  } catch (error) {
    return scenario.probes.map((probe) => ({
      ...common(probe),
      differences: [String(error)],
      identity: false,
    }));
  }
  try {
    const results: LiveResult[] = [];
    for (const probe of scenario.probes) {
      const compared = await askProbe(
        live,
        probe,
        scenario.expected.probes[probe.name] ?? {},
        tokens,
        environment,
      );
      results.push({ ...common(probe), ...compared });
    }
    return results;
  } finally {
    await live.stop();
  }
}

/** The ports that are asked of servers: a pod in a cluster has all of them. */
function askedPorts({ probes }: Scenario): ReadonlyMap<string, readonly number[]> {
  const asked = probes.flatMap(({ to, request }) => (to === undefined ? [] : [[to, request.port] as const]));
  return new Map(asked.map(([to]) => [to, asked.filter(([other]) => other === to).map(([, port]) => port)]));
}

async function askProbe(
  live: LiveMesh,
  probe: LiveProbe,
  expected: ExpectedAnswer,
  tokens: TokenIssuer,
  environment: LiveEnvironment,
): Promise<Pick<LiveResult, 'differences' | 'identity' | 'cannotRun'>> {
  try {
    const route = routeOf(live, probe);
    const { at } = route;
    const { outcome } = expected as { outcome: { error?: string } };
    if (at === 'nowhere') {
      const differences = outcome.error === 'no-listener' ? [] : ['nothing listens for it'];
      return { differences, identity: false };
    }
    if (isRefusedByName(expected, probe)) {
      throw new CannotRun('TLS refuses a certificate of another trust domain before any policy is asked');
    }
    const wire = await wireRequest(live, probe, { ...route, at }, tokens, environment);
    const observations = await observe(expected, wire, route);
    const { pod } = route.decides;
    const caller = spiffeId({ ...pod, trustDomain: live.mesh.config.trustDomain });
    const [first] = observations;
    const identity =
      first && probe.to === undefined
        ? compareIdentity(expected, first, caller, (key, port) => readsHttp(live, key, port))
        : undefined;
    return {
      differences: [
        ...compareOutcome(expected, observations, wire),
        ...(identity ?? []),
        ...compareEnds(live.mesh, probe, observations),
      ],
      identity: identity !== undefined,
    };
  } catch (error) {
    if (error instanceof CannotRun) return { differences: [], identity: false, cannotRun: error.message };
    throw error;
  }
}

/** As many requests as it takes to see every cluster that has a weight, up to a number that leaves little doubt. */
const MOST = 400;

async function observe(
  expected: ExpectedAnswer,
  wire: WireRequest,
  { decides, port, direction }: ProbeRoute,
): Promise<Observation[]> {
  const { weighted = {} } = expected.outcome as { weighted?: Record<string, number> };
  const wanted = new Set(Object.keys(weighted).filter((name) => (weighted[name] ?? 0) > 0));
  const { accessLogPath } = decides.placement;
  // Where a port has been moved, the log has the one of the cluster.
  const log = readAccessLog(accessLogPath, [wire.to, { ...wire.to, port }].map(formatAddress), direction);
  const observations: Observation[] = [];
  do {
    const batch = wanted.size > 0 ? 20 : 1;
    // One after the other, as the lines of the log are.
    const answers: WireAnswer[] = [];
    while (answers.length < batch) answers.push(await sendProbe(wire));
    // A connection that no filter chain took is not in the log of any.
    const expectsLine = answers.some((answer) => !('closed' in answer)) || !isError(expected);
    const lines = await log.next(expectsLine ? batch : 1, expectsLine ? 3_000 : 250);
    observations.push(...answers.map((answer, index) => ({ answer, line: lines[index] })));
    for (const line of lines) wanted.delete(line.upstream_cluster ?? '');
  } while (wanted.size > 0 && observations.length < MOST);
  return observations;
}

function isError({ outcome }: ExpectedAnswer): boolean {
  return (outcome as { error?: string }).error !== undefined;
}

/** Whether a pod's sidecar takes the connections to a port for HTTP, and so can say who sent a request. */
function readsHttp({ pods }: LiveMesh, key: string, port: number): boolean {
  const inbound = pods
    .get(key)
    ?.config.listeners.find(({ trafficDirection }) => trafficDirection === 'INBOUND');
  const chains = inbound?.filterChains.filter(
    ({ filterChainMatch }) => filterChainMatch?.destinationPort === port,
  );
  return (
    chains?.some(({ filters }) => filters.some(({ name }) => name.endsWith('http_connection_manager'))) ??
    false
  );
}

/** The recorded answers leave out whether a certificate has a name that the server takes. */
function isRefusedByName({ downstreamTls }: ExpectedAnswer, { request: { principal } }: LiveProbe): boolean {
  const names =
    (downstreamTls as { subjectAltNames?: { prefix?: string }[] } | undefined)?.subjectAltNames ?? [];
  return (
    principal !== undefined &&
    names.every(({ prefix = '' }) => !`${SPIFFE_SCHEME}${principal}`.startsWith(prefix))
  );
}
