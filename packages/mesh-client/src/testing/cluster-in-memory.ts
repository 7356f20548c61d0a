/** For tests: what an API server does with whole objects, without one. */
import type { Kubectl, KubeObject, WriteVerb } from '@lab/cluster';
import { LabError } from '@lab/errors';
import { byKey, keyOf } from '../cluster/changes/object-key.ts';

const conflict = 'CONFLICT';

export interface ClusterInMemory {
  readonly cluster: Kubectl;
  /** The objects, by key. */
  readonly objects: Map<string, KubeObject>;
  /** `VERB KEY` of each write. */
  readonly writes: string[];
  /** Called before each write; what it throws is what the API server answers. */
  onWrite: (verb: WriteVerb, object: KubeObject) => void;
}

export function clusterInMemory(initial: readonly KubeObject[]): ClusterInMemory {
  let version = 100;
  const stored = (object: KubeObject): KubeObject => {
    version += 1;
    const metadata = { ...object.metadata, resourceVersion: String(version), uid: 'u', generation: version };
    const isDeployment = object.kind === 'Deployment';
    const status = { observedGeneration: version, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
    return { ...object, metadata, ...(isDeployment && { status }) };
  };
  const found: ClusterInMemory = {
    objects: byKey(initial.map(stored)),
    writes: [],
    onWrite: () => {},
    cluster: {
      context: 'test',
      read: async (objects: readonly KubeObject[]) =>
        objects.flatMap((object) => found.objects.get(keyOf(object)) ?? []),
      write: async (verb: WriteVerb, objects: readonly KubeObject[]) => {
        for (const object of objects) write(verb, object);
      },
    } as unknown as Kubectl,
  };
  const write = (verb: WriteVerb, object: KubeObject) => {
    found.onWrite(verb, object);
    const key = keyOf(object);
    const now = found.objects.get(key);
    const { resourceVersion } = object.metadata;
    const isOld = verb === 'replace' && resourceVersion !== undefined;
    if ((verb === 'create' && now) || (isOld && now?.metadata.resourceVersion !== resourceVersion))
      throw new LabError(conflict, `${key} has changed`, 'Run the command again.');
    found.writes.push(`${verb} ${key}`);
    if (verb === 'delete') found.objects.delete(key);
    else found.objects.set(key, stored(object));
  };
  return found;
}
