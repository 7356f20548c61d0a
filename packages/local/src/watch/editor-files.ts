/**
 * Names under which editors and tools keep a file for a moment, beside the one that is edited: backups (`~`), swap
 * and lock files of Vim and Emacs, Vim's test whether a folder can be written (`4913` and the numbers after it), what
 * `sed -i` and GNOME's editors write before they rename it, and JetBrains' safe write.
 */
const TEMPORARY = [
  /~$/,
  /\.sw[a-z]$/,
  /^\.?#/,
  /^49(1[3-9]|[2-9]\d)$/,
  /^sed[A-Za-z0-9]{6}$/,
  /^\.goutputstream-/,
  /___jb_(tmp|old)___$/,
  /\.(tmp|temp|bak|orig)(\.[\w-]+)*$/,
];

/** Whether a path is that of a file which an editor keeps for itself. */
export function isEditorsOwn(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return TEMPORARY.some((pattern) => pattern.test(name));
}
