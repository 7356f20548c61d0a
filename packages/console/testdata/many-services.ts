import { tiersOf } from '../src/picture/tiers.ts';
import type { MeshNode, MeshPicture } from '../src/protocol.ts';

/** Services that many others call. */
const HUBS = 5;

/**
 * The picture of a mesh of a size, made up: a gateway, services that call others further on, and a few that many call. A
 * third of the services have two versions. The same seed gives the same mesh.
 */
export function manyServices(count: number, seed: number): MeshPicture {
  const random = randomNumbers(seed);
  const ids = Array.from({ length: count }, (_, index) => (index === 0 ? 'gateway' : `service-${index}`));
  const calls = new Set<string>();
  const call = (from: number, to: number) => calls.add(`${ids[from]}>${ids[to]}`);
  for (let index = 1; index < count - HUBS; index += 1) {
    call(index <= 8 ? 0 : 1 + Math.floor(random() * Math.min(index - 1, 20)), index);
    if (random() < 0.6) call(index, count - HUBS + Math.floor(random() * HUBS));
  }
  const edges = [...calls].map((id) => {
    const [from = '', to = ''] = id.split('>');
    return { id, from, to, reasons: ['environment' as const], badges: [] };
  });
  const tiers = tiersOf(['gateway'], ids, edges);
  return { nodes: ids.map((id, index) => nodeOf(id, index, tiers.get(id) ?? 0)), edges };
}

function nodeOf(id: string, index: number, tier: number): MeshNode {
  const versions = index === 0 ? [''] : index % 3 === 0 ? ['canary', 'stable'] : ['stable'];
  return {
    ...{ id, name: id, tier, hosts: [] },
    kind: index === 0 ? 'gateway' : 'service',
    namespace: index === 0 ? 'istio-system' : `team-${index % 3}`,
    versions: versions.map((version) => ({
      ...{ version, workloads: [`${id}-${version}`] },
      pods: [{ name: `${id}-${version}-0`, ready: true, draining: false, ejectedBy: [] }],
    })),
  };
}

/** From 0 to 1: the linear congruential generator of Numerical Recipes. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
