import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { isInside } from '../is-inside.ts';

/**
 * Why a file that decides which program runs is not followed, in words; undefined where it is fine. Inside `trusted`,
 * the checkout that the lab's own programs run from, every file is. Elsewhere it has to belong to the person who runs the
 * lab, or to root: a folder such as /tmp is above many people's files (git refuses such repositories since
 * CVE-2022-24765). Root itself may be somebody in a container, so that there the owner of `named` counts as well.
 *
 * @param named the folder that was named on the command line
 */
export function ownerProblem(path: string, trusted: string, named: string): string | undefined {
  const me = process.getuid?.();
  if (me === undefined || isInside(trusted, realpathSync(path))) return undefined;
  const owners = new Set([me, 0, ...(me === 0 ? [statSync(named).uid] : [])]);
  const strange = ({ uid }: Stats) => !owners.has(uid);
  return [lstatSync(path), statSync(path)].some(strange)
    ? 'belongs to another user of this machine'
    : undefined;
}
