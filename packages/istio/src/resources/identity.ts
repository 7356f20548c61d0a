import type { Resource } from './resource.ts';

/** What the API server knows an object by, in whatever version of its group it is written. */
export function identityOf({ apiVersion, kind, metadata: { namespace = '', name } }: Resource): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/', 1) : '';
  return `${group}/${kind}/${namespace}/${name}`;
}
