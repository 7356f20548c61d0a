import { groupOf, type Manifest } from '../manifest.ts';

/**
 * A file for each resource, a folder for each namespace: `templates/backend/deployment-backend-stable.yaml`. Resources without a
 * namespace are in `templates` itself. Kinds of one name from two groups have the group beside it.
 */
export function templatePaths(manifests: readonly Manifest[]): Map<Manifest, string> {
  const paths = new Map<Manifest, string>();
  const taken = new Set<string>();
  for (const manifest of manifests) {
    const { name, namespace } = manifest.metadata;
    const folder = namespace ? `templates/${namespace}` : 'templates';
    const kind = manifest.kind.toLowerCase();
    // Names of RBAC objects may have colons.
    const file = name.replaceAll(/[^A-Za-z0-9.-]/g, '-');
    const candidates = [`${kind}-${file}`, `${kind}.${groupOf(manifest)}-${file}`];
    for (let count = 2; candidates.every((candidate) => taken.has(`${folder}/${candidate}`)); count++) {
      candidates.push(`${kind}-${file}-${count}`);
    }
    const path = candidates.map((candidate) => `${folder}/${candidate}`).find((one) => !taken.has(one));
    if (path === undefined) continue;
    taken.add(path);
    paths.set(manifest, `${path}.yaml`);
  }
  return paths;
}
