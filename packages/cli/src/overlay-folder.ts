import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type BuildResult, buildOverlay, findKustomize, pathFrom } from '@lab/kustomize';
import { labPaths } from '@lab/local';
import type { CommandContext } from './command.ts';
import {
  isPath,
  namedChoice,
  type OverlayOptions,
  requireComponents,
  requireFolder,
} from './overlay-options.ts';

/** Folders for one run of kustomize, relative to the project's root when they are inside it. */
export interface OverlayFolders {
  readonly dir: string;
  readonly components: readonly string[];
  /** Names of components that the overlay leaves out. */
  readonly without: readonly string[];
}

/**
 * The folder that an overlay's name or path means: a name is below `overlays/` of the manifests, or else below one of `also`;
 * what has a slash in it is a path from where the command was called.
 *
 * @throws UsageError for a name that is not there, and for a component to leave out that the overlay does not have
 */
export function overlayFolders(
  context: CommandContext,
  options: OverlayOptions,
  also: readonly string[] = [],
): OverlayFolders {
  const { manifests, overlay, components, without } = namedChoice(context, options);
  const finish = (dir: string) => {
    for (const name of components) requireFolder('component', below('components'), name);
    requireComponents(resolve(context.root, dir), without);
    return { dir, components: components.map((name) => join(manifests, 'components', name)), without };
  };
  const below = (folder: string) => resolve(context.root, manifests, folder);
  if (overlay === undefined) return finish(manifests);
  const inOverlays = join(manifests, 'overlays', overlay);
  const candidates = [inOverlays, ...also.map((folder) => join(manifests, folder, overlay))];
  const named = candidates.find((folder) => existsSync(resolve(context.root, folder))) ?? inOverlays;
  const dir = isPath(overlay) ? fromRoot(context, overlay) : named;
  if (!isPath(overlay) && dir === inOverlays) requireFolder('overlay', below('overlays'), overlay);
  return finish(dir);
}

function fromRoot({ root, cwd }: CommandContext, path: string): string {
  return pathFrom(root, resolve(cwd, path));
}

/** What `kustomize build` prints for an overlay, with components on top. */
export async function buildPlain({ root }: CommandContext, folders: OverlayFolders): Promise<BuildResult> {
  // A folder a run: scripts may have several at a time.
  const workDir = join(labPaths(root).render, String(process.pid));
  try {
    return await buildOverlay({
      ...folders,
      kustomize: await findKustomize(),
      root,
      workDir,
      origins: false,
    });
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}
