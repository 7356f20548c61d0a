import { entriesAt, type FieldPath, type Manifest, valueAt } from '../manifest.ts';
import type { Candidate } from './chart-value.ts';
import { type ImageReference, parseImage } from './image-reference.ts';
import { matches } from './limits.ts';

/** A container's image, and whether its pod is of the canary version. */
interface Found {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  readonly image: ImageReference;
  readonly canary: boolean;
}

/**
 * An image for each repository. Where stable and canary run the same one, the canary has a tag beside it, so that
 * a new version can be given to the canary alone.
 */
export function imageValues(manifests: readonly Manifest[]): Candidate[] {
  const found = manifests.flatMap(imagesOf);
  return found.map((one) => {
    const { repository } = one.image;
    const canaryTag = sharedCanaryTag(found.filter(({ image }) => image.repository === repository));
    const stable = found.find(({ image, canary }) => image.repository === repository && !canary);
    const name = repository.split('/').at(-1) ?? repository;
    const container = (valueAt(one.manifest, one.path.slice(0, -1)) as { name: string }).name;
    const shared = canaryTag !== undefined && stable;
    const helper = shared && one.canary ? 'lab.canaryImage' : 'lab.image';
    return {
      group: 'images',
      names: [name, one.manifest.metadata.name, `${one.manifest.metadata.name}-${container}`],
      initial: shared ? { ...stable.image, canaryTag } : one.image,
      place: {
        manifest: one.manifest,
        path: one.path,
        template: (value) => `{{ include "${helper}" ${value} | quote }}`,
      },
    };
  });
}

/** The canary's own tag, empty where it has the stable one; undefined where a tag for each does not say it all. */
function sharedCanaryTag(found: readonly Found[]): string | undefined {
  const [stable, ...otherStable] = references(found.filter(({ canary }) => !canary));
  const [canary, ...otherCanary] = references(found.filter((one) => one.canary));
  if (stable === undefined || canary === undefined || otherStable.length + otherCanary.length > 0)
    return undefined;
  if (stable === canary) return '';
  const { tag, digest } = parseImage(canary);
  return tag !== '' && digest === '' ? tag : undefined;
}

/** The different images among them. */
function references(found: readonly Found[]): string[] {
  return [...new Set(found.map(({ image }) => `${image.repository}${suffix(image)}`))];
}

function suffix({ tag, digest }: ImageReference): string {
  return `${tag && `:${tag}`}${digest && `@${digest}`}`;
}

/** Where a kind has the pod that it makes: metadata and spec. */
function podPath({ kind }: Manifest): FieldPath {
  if (kind === 'Pod') return [];
  return kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template'];
}

function imagesOf(manifest: Manifest): Found[] {
  const path = podPath(manifest);
  const canary = valueAt(manifest, [...path, 'metadata', 'labels', 'version']) === 'canary';
  return ['initContainers', 'containers']
    .flatMap((list) => entriesAt(manifest, [...path, 'spec', list]))
    .flatMap(([at, container]) => {
      const { name, image } = (container ?? {}) as { name?: unknown; image?: unknown };
      // `auto` is what Istio's injection replaces (its documentation, "Installing Gateways").
      if (typeof name !== 'string' || typeof image !== 'string' || image === 'auto') return [];
      const reference = parseImage(image);
      const isPlain = (['repository', 'tag', 'digest'] as const).every((part) =>
        matches(part, reference[part]),
      );
      return isPlain ? [{ manifest, path: [...at, 'image'], image: reference, canary }] : [];
    });
}
