import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '@lab/cluster';

/** `VirtualService.networking.istio.io backend/backend-vs`: the same object in any version of its API. */
export function keyOf({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): string {
  const group = apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '';
  return `${[kind, group].filter(Boolean).join('.')} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

export function byKey(objects: readonly KubeObject[]): Map<string, KubeObject> {
  return new Map(objects.map((object) => [keyOf(object), object]));
}

/** What the API server and controllers write, and nobody asks for. */
const OWN_METADATA = new Set([
  'creationTimestamp',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
]);
/** The Deployment controller's count of templates, which it writes by itself. */
const REVISION = 'deployment.kubernetes.io/revision';

/** The object as a person would write it: without its status and what the API server adds to the metadata. */
export function asWritten({ status: _, ...object }: KubeObject): KubeObject {
  const { annotations, ...rest } = object.metadata as KubeObject['metadata'] & {
    readonly annotations?: Readonly<Record<string, string>>;
  };
  const own = Object.entries(annotations ?? {}).filter(([name]) => name !== REVISION);
  const metadata = Object.fromEntries(Object.entries(rest).filter(([field]) => !OWN_METADATA.has(field)));
  return {
    ...object,
    metadata: {
      ...(metadata as KubeObject['metadata']),
      ...(own.length > 0 && { annotations: Object.fromEntries(own) }),
    },
  };
}

/** Whether two say the same, whatever the order of their fields; a field that is null is none. */
export function isSame(one: KubeObject | undefined, other: KubeObject | undefined): boolean {
  return isDeepStrictEqual(withoutNulls(one), withoutNulls(other));
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== null && field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutNulls(field)]));
}
