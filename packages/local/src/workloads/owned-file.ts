import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { isInside } from '../is-inside.ts';

/**
 * Whether a file that decides which program runs belongs to another user, and so is not followed. Inside `trusted`,
 * the checkout that the lab's own programs run from, no file does. Elsewhere it has to belong to the person who runs the
 * lab, or to root: a folder such as /tmp is above many people's files (git refuses such repositories since
 * CVE-2022-24765). Root itself may be somebody in a container, so that there the owner of `named` counts as well.
 *
 * @param named the folder that was named on the command line
 */
export function isForeign(path: string, trusted: string, named: string): boolean {
  const me = process.getuid?.();
  if (me === undefined || isInside(trusted, realpathSync(path))) return false;
  const owners = new Set([me, 0, ...(me === 0 ? [statSync(named).uid] : [])]);
  const strange = ({ uid }: Stats) => !owners.has(uid);
  return [lstatSync(path), statSync(path)].some(strange);
}
