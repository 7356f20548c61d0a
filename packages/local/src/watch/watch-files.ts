import { relative, resolve } from 'node:path';
import { pathFrom } from '@lab/kustomize';
import { type FSWatcher, watch } from 'chokidar';
import { isInside } from '../is-inside.ts';

export interface FileWatch {
  /** Folder that the paths start from. */
  readonly root: string;
  /** Files and folders, relative to `root` or absolute. */
  readonly paths: readonly string[];
  /** Whether a change of a file or folder is nobody's edit; it gets the path from the one of `paths` that it is below. */
  readonly ignored: (path: string) => boolean;
  /** Milliseconds without a further event after which an edit counts as saved: editors write in several steps. */
  readonly settleMs: number;
  /** Told the files that changed, relative to `root` or absolute; what it rejects with goes to `onError`. */
  readonly onEdit: (files: readonly string[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

export interface FileWatcher {
  /** Watches other paths in place of those before; nothing is missed of the paths that stay. */
  follow(paths: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Calls back after files below the paths have changed, one call at a time; edits that come while a call is at work
 * are answered by one more. Resolves when everything is being watched.
 */
export async function watchFiles(options: FileWatch): Promise<FileWatcher> {
  const edits = collectEdits(options);
  let paths = options.paths;
  let watcher = await open(options, paths, edits.add);
  return {
    follow: async (next) => {
      if (next.join('\0') === paths.join('\0')) return;
      paths = next;
      const before = watcher;
      watcher = await open(options, paths, edits.add);
      await before.close();
    },
    close: async () => {
      edits.forget();
      await watcher.close();
    },
  };
}

async function open(
  { root, ignored, onError }: FileWatch,
  paths: readonly string[],
  onEvent: (event: string, path: string) => void,
): Promise<FSWatcher> {
  const watched = paths.map((path) => resolve(root, path));
  const isIgnored = (path: string) => {
    const above = watched.find((folder) => isInside(folder, path)) ?? root;
    return ignored(relative(above, path));
  };
  const watcher = watch(watched, { ignoreInitial: true, ignored: isIgnored });
  watcher.on('all', (event, path) => onEvent(event, pathFrom(root, path))).on('error', onError);
  // Of no path at all there is no such event.
  if (paths.length > 0) await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return watcher;
}

/** Brings single events together to edits. */
function collectEdits({ settleMs, onEdit, onError }: FileWatch) {
  const changed = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let working = false;
  const work = async () => {
    if (working || changed.size === 0) return;
    working = true;
    const files = [...changed.keys()].sort();
    changed.clear();
    await onEdit(files).catch(onError);
    working = false;
    schedule();
  };
  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(work, settleMs);
  };
  const add = (event: string, path: string) => {
    // What comes and goes within an edit is how the editor writes, not what it wrote.
    if (event === 'unlink' && changed.get(path) === 'add') changed.delete(path);
    // A new folder says nothing: the files in it do.
    else if (event !== 'addDir') changed.set(path, changed.get(path) ?? event);
    schedule();
  };
  const forget = () => {
    clearTimeout(timer);
    changed.clear();
  };
  return { add, forget };
}
