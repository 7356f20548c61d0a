import type { KubeObject } from '@lab/cluster';

/** As `kubectl get` names it: `VirtualService backend/backend-vs`. */
function nameOf({ kind, metadata: { name, namespace } }: KubeObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** What an overlay says and a cluster lacks; Telemetry comes with the tools that take traces, and may be missing. */
export function missingFrom(overlay: readonly KubeObject[], deployed: readonly KubeObject[]): string[] {
  const there = new Set(deployed.map(nameOf));
  return overlay
    .filter(({ kind }) => kind !== 'Telemetry')
    .map(nameOf)
    .filter((name) => !there.has(name));
}

interface PodSpec {
  readonly containers?: readonly { readonly image?: string }[];
}
type Workload = KubeObject & {
  readonly spec?: { readonly template?: { readonly spec?: PodSpec } };
};

/**
 * The objects with images as they are deployed: what comes new names an image as the overlay does (`backend`), and skaffold has
 * built it under another name.
 *
 * @param overlay what the overlay says
 * @param deployed the same objects, as the cluster has them
 */
export function withDeployedImages(
  objects: readonly KubeObject[],
  overlay: readonly KubeObject[],
  deployed: readonly KubeObject[],
): KubeObject[] {
  const there = new Map(deployed.map((object) => [nameOf(object), imagesOf(object)]));
  const images = new Map(
    overlay.flatMap((object) =>
      imagesOf(object).map((image, index) => [image, there.get(nameOf(object))?.[index] ?? image] as const),
    ),
  );
  return objects.map((object) => {
    const { spec } = object as Workload;
    const { template } = spec ?? {};
    if (!template?.spec?.containers) return object;
    const containers = template.spec.containers.map((container) => ({
      ...container,
      ...(container.image !== undefined && { image: images.get(container.image) ?? container.image }),
    }));
    return {
      ...object,
      spec: { ...spec, template: { ...template, spec: { ...template.spec, containers } } },
    };
  });
}

function imagesOf(object: KubeObject): string[] {
  const { containers = [] } = (object as Workload).spec?.template?.spec ?? {};
  return containers.map(({ image = '' }) => image);
}
