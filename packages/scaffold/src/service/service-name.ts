import { LabError } from '@lab/errors';
import type { Files } from '../file-change.ts';

/** Namespaces and names that a cluster or the lab has already. */
const RESERVED = ['default', 'istio-system', 'istio-ingress', 'observability', 'new-service'];

/** A pod's name has the version, a hash and a suffix after this: 63 characters are all there are. */
const LONGEST = 40;

/**
 * Checks that a service can have a name: it becomes a folder, a package, an image, a namespace and the beginning
 * of a Service's name, which has to begin with a letter (RFC 1035 label, as Kubernetes asks of a Service).
 *
 * @throws LabError NAME_INVALID, NAME_TAKEN
 */
export function checkServiceName(name: string, files: Files): void {
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) || name.length > LONGEST) {
    throw new LabError(
      'NAME_INVALID',
      `"${name}" is not a valid name of a service`,
      `Use at most ${LONGEST} lower-case letters, digits and hyphens. Start with a letter and do not end with a hyphen, as in "stock".`,
    );
  }
  const holder = holderOf(name, files);
  if (!holder) return;
  throw new LabError('NAME_TAKEN', `"${name}" is taken: ${holder}`, 'Choose another name.');
}

/** The services that the base of every overlay has. */
export function servicesIn(files: Files): string[] {
  return [...files.keys()].flatMap((path) => /^k8s\/base\/([^/]+)\/service\.yaml$/.exec(path)?.[1] ?? []);
}

function holderOf(name: string, files: Files): string | undefined {
  if (RESERVED.includes(name) || name.startsWith('kube-')) return 'Kubernetes or the lab uses it';
  const folders = [`apps/${name}/`, `packages/${name}/`, `k8s/base/${name}/`];
  return folders.find((folder) => [...files.keys()].some((path) => path.startsWith(folder)));
}
