import { explainJourney } from '../explain/journey/explain-journey.ts';
import { OUTSIDE } from '../explain/journey/hop-from-outside.ts';
import type { Hop, JourneyRequest } from '../explain/journey/journey.ts';
import type { Mesh } from '../model/mesh.ts';
import { perMesh } from '../model/per-mesh.ts';

/** A request that is asked of both meshes. */
export interface DiffProbe {
  /** `NAMESPACE/WORKLOAD`, a gateway's for a client of it, or `outside`. */
  readonly from: string;
  /** Those for whom it stands, `from` among them. */
  readonly callers: readonly string[];
  readonly request: JourneyRequest;
}

/** What a mesh does with the request of a probe; undefined where it does not have the caller. Asked once a mesh. */
export function ask(mesh: Mesh, { from, request }: Pick<DiffProbe, 'from' | 'request'>): Hop | undefined {
  const known = answers(mesh);
  const key = JSON.stringify([from, request]);
  if (!known.has(key)) known.set(key, answer(mesh, from, request));
  return known.get(key);
}

const answers = perMesh(() => new Map<string, Hop | undefined>());

function answer(mesh: Mesh, from: string, request: JourneyRequest): Hop | undefined {
  const isThere = from === OUTSIDE || workloadsOf(mesh).has(from);
  return isThere ? explainJourney(mesh, { from, request }).hops[0] : undefined;
}

/** `NAMESPACE/WORKLOAD` of all that a mesh has. */
export const workloadsOf = perMesh(
  ({ pods }: Mesh) => new Set(pods.map(({ namespace, workload }) => `${namespace}/${workload}`)),
);
