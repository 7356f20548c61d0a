import { isAbsolute, relative, resolve } from 'node:path';

/**
 * How findings and origins name a file or folder: relative to `root` where it is inside, else by its whole path. A
 * path of many `..` opens from one folder only.
 */
export function pathFrom(root: string, path: string): string {
  const whole = resolve(root, path);
  const inside = relative(root, whole);
  return inside === '..' || inside.startsWith('../') || isAbsolute(inside) ? whole : inside;
}
