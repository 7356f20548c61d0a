import { basename } from 'node:path';
import { sourceFolders } from '../build/source-folders.ts';
import type { LiveConfiguration } from '../live-configuration.ts';
import type { DesiredOverlay } from '../overlay/desired-overlay.ts';
import { isNoManifest, manifestFolders } from '../overlay/manifest-files.ts';
import type { OverlayChoice } from '../overlay/overlay-choice.ts';
import { findSkaffoldFile } from '../workloads/skaffold-file.ts';
import { isStartFile } from '../workloads/start-command.ts';
import { isEditorsOwn } from './editor-files.ts';
import { isNoSource } from './source-files.ts';
import { watchFiles } from './watch-files.ts';

/** Milliseconds without a further event; a build takes seconds, so that several saved files should be one. */
const SETTLE_MS = { manifests: 30, sources: 300 };

export interface EditWatchers {
  /** Watches what a configuration is made from: its manifests, and the sources of the applications that it runs. */
  follow(choice: OverlayChoice, { folders }: Pick<DesiredOverlay, 'folders'>): Promise<void>;
  close(): Promise<void>;
}

/**
 * Watches the files that people edit. Edits that come before the lab is up are handed on when it is.
 *
 * @param live what edits go to
 */
export async function watchEdits(
  root: string,
  choice: OverlayChoice,
  onError: (error: unknown) => void,
  live: Promise<LiveConfiguration>,
): Promise<EditWatchers> {
  const manifests = await watchFiles({
    ...{
      root,
      paths: manifestPaths(root, choice),
      ignored: (path) => isEditorsOwn(path) || isNoManifest(path),
      settleMs: SETTLE_MS.manifests,
      onError,
    },
    onEdit: async (files) => (await live).edit(files),
  });
  const sources = await watchFiles({
    ...{ root, paths: [], ignored: isNoSource, settleMs: SETTLE_MS.sources, onError },
    onEdit: async (files) => {
      const { edit, rebuild } = await live;
      // How an application starts is part of what its pods are.
      const start = files.filter((file) => isStartFile(basename(file)));
      if (start.length > 0) await edit(start);
      await rebuild(files);
    },
  });
  return {
    follow: async (next, { folders }) => {
      await manifests.follow(manifestPaths(root, next));
      await sources.follow([...new Set(folders.flatMap((folder) => sourceFolders(root, folder)))]);
    },
    close: async () => {
      await Promise.all([manifests.close(), sources.close()]);
    },
  };
}

function manifestPaths(root: string, choice: OverlayChoice): string[] {
  return [...manifestFolders(root, choice), findSkaffoldFile(root, choice.manifests)];
}
