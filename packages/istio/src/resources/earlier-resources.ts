import type { KustomizeOrigin } from './kustomize-origin.ts';
import { patchFilesOf } from './locate-in-patches.ts';
import { type OriginFiles, originFiles } from './origin-files.ts';
import type { ReadText } from './read-document.ts';
import type { Resource } from './resource.ts';

/** What a resource was read from. */
export interface ResourceSource {
  readonly document: ReadText;
  /** Where its document stands in a stream without origins. */
  readonly file: string;
  readonly line: number;
  readonly origin?: KustomizeOrigin | undefined;
  readonly texts: ReadonlyMap<string, string>;
  readonly files: OriginFiles;
}

/** The files in which places are looked for: text by path, and as it is parsed when it is asked for. */
export type Origins = Pick<ResourceSource, 'texts' | 'files'>;

export function originsOf(texts: ReadonlyMap<string, string> = new Map()): Origins {
  return { texts, files: originFiles(texts) };
}

/** By resource; exchanged for an equal one when the resource is read again, so that no old text is kept for it. */
const sources = new WeakMap<Resource, ResourceSource>();

/** Takes note of what a resource is read from. */
export function noteSource(resource: Resource, source: ResourceSource): void {
  sources.set(resource, source);
}

export function sourceOf(resource: Resource): ResourceSource {
  return sources.get(resource) as ResourceSource;
}

/** Resources that were read before, to be taken again where reading would give the same. */
export interface EarlierResources {
  /** Their documents, by text. */
  readonly documents: ReadonlyMap<string, ReadText>;
  /** The resource with this content if each of its fields stands where it stood; each is taken once. */
  take(raw: object, source: ResourceSource): Resource | undefined;
}

export function earlierResources(before: readonly Resource[]): EarlierResources {
  const known = before.filter((resource) => sources.has(resource));
  const byContent = new Map<object, Resource>(known.map((resource) => [resource.raw, resource]));
  const areSame = sameTexts();
  return {
    documents: new Map(
      known.map((resource) => [sourceOf(resource).document.text, sourceOf(resource).document]),
    ),
    take(raw, source) {
      const resource = byContent.get(raw);
      if (!resource || !standsThere(sourceOf(resource), source, areSame)) return undefined;
      byContent.delete(raw);
      noteSource(resource, source);
      return resource;
    },
  };
}

function standsThere(before: ResourceSource, now: ResourceSource, areSame: SameTexts): boolean {
  if (!now.origin) return before.file === now.file && before.line === now.line;
  return filesOfPlaces(now.origin, now.files).every((file) => areSame(file, before.texts, now.texts));
}

/** The files in which `locateInOrigin` looks. */
function filesOfPlaces({ path, transformations }: KustomizeOrigin, files: OriginFiles): string[] {
  const kustomizations = new Set(transformations.map(({ configuredIn }) => configuredIn));
  const own = path === undefined ? [] : [path];
  return [...own, ...[...kustomizations].flatMap((file) => [file, ...patchFilesOf(files, file)])];
}

type Texts = ReadonlyMap<string, string>;
type SameTexts = (file: string, before: Texts, now: Texts) => boolean;

/** Compares a file once, however many resources have places in it. */
function sameTexts(): SameTexts {
  const known = new Map<Texts, Map<string, boolean>>();
  return (file, before, now) => {
    const files = known.get(before) ?? new Map<string, boolean>();
    known.set(before, files);
    const same = files.get(file) ?? before.get(file) === now.get(file);
    files.set(file, same);
    return same;
  };
}
