import { isAbsolute, relative } from 'node:path';

/** Whether a path leads into a folder, or is the folder; links count as what they are called. */
export function isInside(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return !(inside === '..' || inside.startsWith('../') || isAbsolute(inside));
}
