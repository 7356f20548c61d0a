import { isAbsolute, relative, resolve } from 'node:path';
import type { CommandContext, OptionDefinition } from './command.ts';

/** Folder of the project with the manifests that it is about. */
const OWN = 'k8s';

/** Manifests from elsewhere: a fork's, or somebody's own Istio YAML. */
export const manifestsOption: OptionDefinition = {
  flags: '--manifests <dir>',
  description: 'folder with overlays/, in place of k8s/ of the project',
};

/** The folder given, or the project's own: relative to the root when it is inside, else absolute. */
export function manifestsFrom({ root, cwd }: CommandContext, given = OWN): string {
  const folder = given === OWN ? resolve(root, OWN) : resolve(cwd, given);
  const inside = relative(root, folder);
  return inside.startsWith('..') || isAbsolute(inside) ? folder : inside;
}
