import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { type CheckedResources, checkResources, parseResources } from '@lab/istio';
import { buildOverlay, type Kustomize } from '@lab/kustomize';
import type { OverlayChoice } from './overlay-choice.ts';

export interface OverlaySource extends OverlayChoice {
  readonly kustomize: Kustomize;
  readonly root: string;
  readonly workDir: string;
}

/** From the files that people edit to a mesh: kustomize, parse, validate, analyse. Mistakes are findings. */
export async function loadOverlay(source: OverlaySource): Promise<CheckedResources> {
  const dir = join(source.manifests, 'overlays', source.overlay);
  const components = source.components.map((name) => join(source.manifests, 'components', name));
  const [built, origins] = await Promise.all([
    buildOverlay({ ...source, dir, components }),
    readManifests(source),
  ]);
  if (!built.ok) return built;
  const { resources, findings } = parseResources(built.yaml, { origins });
  return checkResources(resources, findings);
}

/** Text of every manifest, by path relative to the root. */
async function readManifests({ root, manifests }: OverlaySource): Promise<ReadonlyMap<string, string>> {
  const folder = resolve(root, manifests);
  if (!existsSync(folder)) return new Map();
  const entries = await readdir(folder, { recursive: true });
  const paths = entries.filter((path) => /\.ya?ml$/.test(path)).map((path) => join(folder, path));
  const read = async (path: string) => [relative(root, path), await readFile(path, 'utf8')] as const;
  return new Map(await Promise.all(paths.map(read)));
}
