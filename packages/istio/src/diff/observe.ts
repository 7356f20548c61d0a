import type { Answer } from '../explain/answer.ts';
import { explainRequest } from '../explain/explain-request.ts';
import { probeOf } from '../explain/journey/request-forms.ts';
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
  const { clusters = {}, route }: Partial<Answer> =
    hop.proxy.kind === 'none' ? {} : explainRequest(mesh, { from, request: probeOf(request) });
  return behaviourOf(hop, clusters, route?.cors);
}
