import { watch } from 'chokidar';

/** Milliseconds without a further event after which an edit counts as saved: editors write in several steps. */
const SETTLE_MS = 30;

/**
 * Calls back after files below the paths have changed, one call at a time; edits that come while a call is at
 * work are answered by one more.
 *
 * @param onEdit told the files that changed; what it rejects with goes to `onError`
 * @returns a function that ends it
 */
export async function watchManifests(
  root: string,
  paths: readonly string[],
  onEdit: (files: readonly string[]) => Promise<void>,
  onError: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const watcher = watch([...paths], { cwd: root, ignoreInitial: true });
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let working = false;
  const work = async () => {
    if (working || changed.size === 0) return;
    working = true;
    const files = [...changed].sort();
    changed.clear();
    await onEdit(files).catch(onError);
    working = false;
    schedule();
  };
  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(work, SETTLE_MS);
  };
  watcher.on('all', (_event, path) => {
    changed.add(path);
    schedule();
  });
  watcher.on('error', onError);
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return async () => {
    clearTimeout(timer);
    changed.clear();
    await watcher.close();
  };
}
