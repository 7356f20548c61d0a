import type { kubernetes } from '@lab/istio';

/**
 * When a node pulls a container's image. The API server's default goes by the image's name (Kubernetes documentation,
 * "Images", "Default image pull policy"): Always with the tag `latest` or none, IfNotPresent with any other or a digest.
 */
export function pullPolicy({ image = '', imagePullPolicy }: kubernetes.Container): string {
  if (imagePullPolicy) return imagePullPolicy;
  if (image.includes('@')) return 'IfNotPresent';
  const tag = /:([^:/]+)$/.exec(image)?.[1] ?? 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

/** The containers of a pod whose image a node pulls each time, by name and image. */
export function alwaysPulled({ containers, initContainers = [] }: kubernetes.PodSpec): string[] {
  return [...initContainers, ...containers]
    .filter((container) => pullPolicy(container) === 'Always')
    .map(({ name, image }) => `${name} ${image}`);
}
