import { type ClusterAnswer, clusterAnswer } from '../explain/cluster-answer.ts';
import { explainRequest, podOf } from '../explain/explain-request.ts';
import { probeOf } from '../explain/journey/request-forms.ts';
import { proxyConfig } from '../explain/proxy-config.ts';
import type { Mesh } from '../model/mesh.ts';
import { perMesh } from '../model/per-mesh.ts';
import { ask, type DiffProbe } from './ask.ts';
import { type Behaviour, behaviourOf } from './behaviour.ts';

/** What a mesh does with the request of a probe; undefined where it does not have the caller. Looked at once a mesh. */
export function observe(mesh: Mesh, probe: Pick<DiffProbe, 'from' | 'request'>): Behaviour | undefined {
  const known = behaviours(mesh);
  const key = JSON.stringify([probe.from, probe.request]);
  if (!known.has(key)) known.set(key, look(mesh, probe));
  return known.get(key);
}

const behaviours = perMesh(() => new Map<string, Behaviour | undefined>());

function look(mesh: Mesh, probe: Pick<DiffProbe, 'from' | 'request'>): Behaviour | undefined {
  const hop = ask(mesh, probe);
  if (!hop) return undefined;
  const { from, request } = probe;
  if (hop.proxy.kind === 'none') return behaviourOf(hop, {}, undefined);
  const names = hop.destinations.map(({ cluster }) => cluster);
  const clusters = Object.fromEntries(names.map((name) => [name, clusterOf(mesh, from, name)]));
  const cors = hasCors(mesh)
    ? explainRequest(mesh, { from, request: probeOf(request) }).route?.cors
    : undefined;
  return behaviourOf(hop, clusters, cors);
}

/** The settings of a cluster of a proxy, looked up once. */
function clusterOf(mesh: Mesh, from: string, name: string): ClusterAnswer {
  const known = clusterAnswers(mesh);
  const key = `${from} ${name}`;
  const answer = known.get(key) ?? clusterAnswer(proxyConfig(mesh, podOf(mesh, from)), name);
  known.set(key, answer);
  return answer;
}

const clusterAnswers = perMesh(() => new Map<string, ClusterAnswer>());

/** Whether any route has CORS, which a hop does not show. */
const hasCors = perMesh(({ virtualServices, httpRoutes }: Mesh) =>
  /"(corsPolicy|CORS)"/.test(JSON.stringify([...virtualServices, ...httpRoutes].map(({ spec }) => spec))),
);
