import { isSecret } from '../explain/failed-match.ts';
import type { Finding } from '../findings/finding.ts';
import { ask, type DiffProbe, workloadsOf } from './ask.ts';
import { type CauseFinder, type Configuration, causeFinder, toCauses } from './causes.ts';
import { type ChangedResource, changedResources } from './changed-resources.ts';
import { compareBehaviour, type Difference } from './compare-behaviour.ts';
import { type Change, EFFECTS, type ExampleRequest, type MeshDiff } from './mesh-diff.ts';
import { observe } from './observe.ts';
import { deriveProbes } from './probes/derive-probes.ts';
import { keyOf, requestsText } from './requests-text.ts';

/** A side of a comparison. */
export interface DiffSide extends Configuration {
  readonly findings: readonly Finding[];
}

/** Something that differs about the request of a probe. */
export interface ProbeDifference extends Difference {
  readonly probe: DiffProbe;
}

/**
 * What becomes otherwise of requests, from one configuration to another.
 *
 * @param probes the requests to compare; those that {@link deriveProbes} makes of both where it is absent
 */
export function diffMeshes(
  before: DiffSide,
  after: DiffSide,
  probes: readonly DiffProbe[] = deriveProbes(before.mesh, after.mesh),
): MeshDiff {
  const changed = changedResources(before.resources, after.resources);
  const differences = probes.flatMap((probe) => differencesOf(before, after, probe));
  const finder = causeFinder(before, after, changed);
  const found = new Set<ChangedResource>();
  const changes = togetherByHost(
    groupsOf(differences).map((group) => changeOf(group, probes, finder, found)),
  );
  return {
    changes: changes.toSorted(byDanger),
    findings: compareFindings(before.findings, after.findings),
    workloads: compareWorkloads(before, after),
    withoutEffect: toCauses(changed.filter((change) => !found.has(change)).map((change) => ({ change }))),
    asked: probes.length,
  };
}

/** What differs about the request of one probe; nothing where one side does not have the caller. */
export function differencesOf(
  before: Configuration,
  after: Configuration,
  probe: DiffProbe,
): ProbeDifference[] {
  const [old, own] = [observe(before.mesh, probe), observe(after.mesh, probe)];
  if (!old || !own) return [];
  const isGateway = ask(after.mesh, probe)?.proxy.kind === 'gateway';
  const { scheme } = probe.request;
  return compareBehaviour(old, own, { isGateway, scheme }).map((difference) => ({ ...difference, probe }));
}

/** Differences that are told in one sentence: the same words for the same requests to one destination. */
function groupsOf(differences: readonly ProbeDifference[]): (readonly ProbeDifference[])[] {
  const sameWords = Map.groupBy(differences, ({ effect, what, before, after, probe }) =>
    JSON.stringify([effect, what, before, after, toText(probe)]),
  );
  return [...sameWords.values()].flatMap((group) => {
    const byCaller = Map.groupBy(group, ({ probe }) => probe.from);
    const requestsOf = (own: readonly ProbeDifference[]) =>
      own
        .map(({ probe }) => keyOf(probe))
        .sort()
        .join('\n');
    return [...Map.groupBy(byCaller.values(), requestsOf).values()].map((same) => same.flat());
  });
}

function changeOf(
  group: readonly ProbeDifference[],
  probes: readonly DiffProbe[],
  finder: CauseFinder,
  found: Set<ChangedResource>,
): Change {
  const { effect, what, before, after, probe } = group[0] as ProbeDifference;
  const callers = new Set(group.map((one) => one.probe.from));
  const asked = probes.filter((other) => callers.has(other.from) && toText(other) === toText(probe));
  const own = group.map((one) => one.probe);
  const requests = requestsText(own, asked);
  // One of each caller: policies and Sidecars of their namespaces may be different ones.
  const oneEach = [...new Map(own.map((one) => [one.from, one])).values()].slice(0, MOST_CALLERS);
  const causes = oneEach.flatMap((one) => finder.causesOf(one, what));
  for (const { change } of causes) found.add(change);
  return {
    ...{ effect, to: [toText(probe)], what, before, after },
    from: [...new Set(own.flatMap((one) => one.callers))].sort(),
    ...(requests !== undefined && { requests }),
    count: own.reduce((sum, one) => sum + one.callers.length, 0),
    ...{ example: exampleOf(probe), causes: toCauses(causes) },
  };
}

/** Beyond it, causes are looked for with the first of them. */
const MOST_CALLERS = 8;

/** Changes that are alike but for the host: of several names of one gateway, or of several Services. */
function togetherByHost(changes: readonly Change[]): Change[] {
  const alike = Map.groupBy(changes, ({ effect, what, before, after, from, requests, causes }) =>
    JSON.stringify([effect, what, before, after, from, requests, causes]),
  );
  return [...alike.values()].map((same) => ({
    ...(same[0] as Change),
    to: same.flatMap(({ to }) => to),
    count: same.reduce((sum, { count }) => sum + count, 0),
  }));
}

/** What a request is for: the name that is dialled, with the port. */
function toText({ request: { dialled, host, port } }: DiffProbe): string {
  return `${(dialled ?? host).replace(/:\d+$/, '')}:${port}`;
}

function exampleOf({ from, request }: DiffProbe): ExampleRequest {
  const { method, scheme, host, dialled, port, path, headers, jwt } = request;
  const isUsual = port === (scheme === 'https' ? 443 : 80);
  const name = (dialled ?? host).replace(/:\d+$/, '');
  const shown = Object.entries(headers).filter(([header]) => !isSecret(header));
  return {
    ...{ from, method, url: `${scheme}://${name}${isUsual ? '' : `:${port}`}${path}` },
    ...(dialled !== undefined && { host }),
    headers: Object.fromEntries(shown),
    ...(jwt && { token: jwt.invalid ? ('invalid' as const) : ('valid' as const) }),
  };
}

function byDanger(first: Change, second: Change): number {
  return EFFECTS.indexOf(first.effect) - EFFECTS.indexOf(second.effect) || second.count - first.count;
}

/** Findings that one side has and the other has not; lines may have moved. */
function compareFindings(before: readonly Finding[], after: readonly Finding[]): MeshDiff['findings'] {
  const keyOfFinding = ({ code, resource, field, message }: Finding) =>
    JSON.stringify([code, resource, field, message]);
  const missing = (from: readonly Finding[], other: readonly Finding[]) => {
    const known = new Set(other.map(keyOfFinding));
    return from.filter((finding) => !known.has(keyOfFinding(finding)));
  };
  return { introduced: missing(after, before), fixed: missing(before, after) };
}

function compareWorkloads(before: Configuration, after: Configuration): MeshDiff['workloads'] {
  const [old, own] = [workloadsOf(before.mesh), workloadsOf(after.mesh)];
  return { added: [...own.difference(old)].sort(), removed: [...old.difference(own)].sort() };
}
