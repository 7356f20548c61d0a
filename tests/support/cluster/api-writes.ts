import type { KubeObject } from '../documents.ts';

export interface WriteRequest {
  readonly method: string;
  readonly body: string;
}

/** What was written, or undefined where the object that is asked for is not there. */
export type Written = KubeObject | 'exists' | 'conflict' | undefined;

/** Metadata as an API server has it. */
type Versioned = KubeObject['metadata'] & { readonly resourceVersion?: string };

let version = 2000;

/** Creates, replaces or deletes a whole object. */
export function writeObject(
  objects: KubeObject[],
  { method, body }: WriteRequest,
  found: KubeObject | undefined,
): Written {
  if (method === 'DELETE') {
    if (found) objects.splice(objects.indexOf(found), 1);
    return found;
  }
  const given = JSON.parse(body) as KubeObject;
  if (method === 'POST' && objects.some((object) => isSame(object, given))) return 'exists';
  if (method === 'PUT' && !found) return undefined;
  const own = (given.metadata as Versioned).resourceVersion;
  if (found && own !== undefined && own !== versionOf(found)) return 'conflict';
  const stored = withVersion(given);
  if (found) objects[objects.indexOf(found)] = stored;
  else objects.push(stored);
  return stored;
}

/** Every object has a resource version; those of the test's files have none of their own. */
export function versionOf({ metadata }: KubeObject): string {
  return String((metadata as Versioned).resourceVersion ?? '1');
}

function isSame(one: KubeObject, other: KubeObject): boolean {
  const { name, namespace } = other.metadata;
  return (
    one.apiVersion === other.apiVersion &&
    one.kind === other.kind &&
    one.metadata.name === name &&
    one.metadata.namespace === namespace
  );
}

/** A Deployment is rolled out at once. */
function withVersion(object: KubeObject): KubeObject {
  version += 1;
  const metadata = { ...object.metadata, resourceVersion: String(version), generation: version };
  const { replicas = 1 } = (object.spec ?? {}) as { readonly replicas?: number };
  const status = {
    observedGeneration: version,
    replicas,
    updatedReplicas: replicas,
    availableReplicas: replicas,
  };
  return { ...object, metadata, ...(object.kind === 'Deployment' && { status }) } as KubeObject;
}
