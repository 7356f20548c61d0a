import { appOf, versionOf } from '../app-of.ts';
import { entriesAt, type FieldPath, type Manifest, valueAt } from '../manifest.ts';
import type { Candidate } from './chart-value.ts';
import { isCount } from './limits.ts';

/** One of the destinations that a route splits its requests between. */
interface Share {
  readonly path: FieldPath;
  readonly weight: unknown;
  readonly canary: boolean;
  /** Name of the app behind it, where the chart has its Service. */
  readonly app: string | undefined;
}

/**
 * The canary's weight of each route that splits its requests between a canary and one other destination, 100 in all: of
 * VirtualServices by subset, of HTTPRoutes by Service. The other one gets the rest.
 */
export function canaryValues(manifests: readonly Manifest[]): Candidate[] {
  return manifests.flatMap((manifest) =>
    splitsOf(manifests, manifest).flatMap((shares): Candidate[] => {
      const canary = shares.find((share) => share.canary);
      const other = shares.find((share) => !share.canary);
      if (shares.length !== 2 || !canary || !other) return [];
      if (!isCount(canary.weight) || !isCount(other.weight) || canary.weight + other.weight !== 100)
        return [];
      const names = [...(canary.app ? [canary.app] : []), manifest.metadata.name];
      const candidate = { group: 'canary', names, initial: canary.weight } as const;
      const place = (path: FieldPath, template: (value: string) => string): Candidate => ({
        ...candidate,
        place: { manifest, path, template },
      });
      return [
        place(other.path, (value) => `{{ sub 100 (int ${value}) }}`),
        place(canary.path, (value) => `{{ int ${value} }}`),
      ];
    }),
  );
}

function splitsOf(manifests: readonly Manifest[], manifest: Manifest): Share[][] {
  const { namespace } = manifest.metadata;
  if (manifest.kind === 'VirtualService') {
    return entriesAt(manifest, ['spec', 'http']).map(([at]) =>
      entriesAt(manifest, [...at, 'route']).map(([path, route]) => {
        const { host, subset } = (valueAt(route, ['destination']) ?? {}) as {
          host?: string;
          subset?: string;
        };
        return {
          path: [...path, 'weight'],
          weight: valueAt(route, ['weight']),
          canary: subset === 'canary',
          app: appOf(manifests, host ?? '', namespace),
        };
      }),
    );
  }
  if (manifest.kind !== 'HTTPRoute') return [];
  return entriesAt(manifest, ['spec', 'rules']).map(([at]) =>
    entriesAt(manifest, [...at, 'backendRefs']).map(([path, ref]) => {
      const { name = '', namespace: other = namespace } = (ref ?? {}) as {
        name?: string;
        namespace?: string;
      };
      return {
        path: [...path, 'weight'],
        weight: valueAt(ref, ['weight']),
        canary: versionOf(manifests, name, other) === 'canary',
        app: appOf(manifests, name, other),
      };
    }),
  );
}
