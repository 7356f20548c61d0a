import { readText } from './read-document.ts';

/** One step that kustomize took with a resource after reading it. */
export interface Transformation {
  /** The kustomization that asked for it, relative to the project's root. */
  readonly configuredIn: string;
  /** kustomize's name of the step, such as `PatchTransformer`. */
  readonly kind: string;
}

/** Where kustomize took a resource from. */
export interface KustomizeOrigin {
  /** The file that holds it; absent for one that a generator made. */
  readonly path?: string;
  readonly repo?: string;
  readonly ref?: string;
  /** The kustomization whose generator made it. */
  readonly configuredIn?: string;
  readonly transformations: readonly Transformation[];
}

/** A resource as kustomize printed it, its annotations taken off. */
export interface PrintedObject {
  readonly value: Readonly<Record<string, unknown>>;
  readonly origin: KustomizeOrigin;
}

const ORIGIN = 'config.kubernetes.io/origin';
const TRANSFORMATIONS = 'alpha.config.kubernetes.io/transformations';

type Plain = Readonly<Record<string, unknown>>;

/**
 * Splits off kustomize's own annotations (buildMetadata `originAnnotations`, `transformerAnnotations`), so that
 * nothing after this sees them. Undefined origin when the object does not carry any.
 */
export function takeOrigin(object: Plain): { readonly object: Plain; readonly origin?: KustomizeOrigin } {
  const metadata = object.metadata as Plain;
  const annotations = metadata.annotations as Plain | null | undefined;
  if (!annotations || !(ORIGIN in annotations)) return { object };
  const { [ORIGIN]: origin, [TRANSFORMATIONS]: transformations, ...own } = annotations;
  const { annotations: _, ...rest } = metadata;
  const kept = Object.keys(own).length === 0 ? rest : { ...rest, annotations: own };
  return {
    object: { ...object, metadata: kept },
    origin: { ...readMap(origin), transformations: readTransformations(transformations) },
  };
}

function readTransformations(text: unknown): Transformation[] {
  const written = readAnnotation(text);
  const entries = (Array.isArray(written) ? written : []) as (Plain | null)[];
  return entries.flatMap((entry) =>
    entry === null
      ? []
      : {
          configuredIn: String(entry.configuredIn),
          kind: String((entry.configuredBy as Plain | undefined)?.kind ?? ''),
        },
  );
}

function readMap(text: unknown): Omit<KustomizeOrigin, 'transformations'> {
  const value = readAnnotation(text);
  if (typeof value !== 'object' || value === null) return {};
  const { path, repo, ref, configuredIn } = value as Record<string, string | undefined>;
  return {
    ...(path && { path }),
    ...(repo && { repo }),
    ...(ref && { ref }),
    ...(configuredIn && { configuredIn }),
  };
}

/** An annotation that is no YAML, which kustomize does not write, says nothing. */
function readAnnotation(text: unknown): unknown {
  return typeof text === 'string' ? readText(text).objects[0]?.value : undefined;
}
