import { isAbsolute, relative, resolve } from 'node:path';
import { type CommandContext, type OptionDefinition, UsageError } from './command.ts';

/** Folder of the project with the manifests that it is about. */
const OWN = 'k8s';

/** What was typed to say which configuration is meant. */
export interface OverlayOptions {
  /** Relative to the folder the command was called from. */
  readonly manifests?: string;
  readonly overlay?: string;
  readonly with?: readonly string[];
}

/** Which configuration is meant, as `loadOverlay` of @lab/local takes it. */
export interface OverlayChoice {
  /** Relative to the project's root when it is inside, else absolute. */
  readonly manifests: string;
  readonly overlay: string;
  readonly components: readonly string[];
}

/** Manifests from elsewhere (a fork's, or somebody's own Istio YAML), and components for one run. */
export const overlayOptions: readonly OptionDefinition[] = [
  { flags: '--manifests <dir>', description: 'folder with overlays/, in place of k8s/ of the project' },
  {
    flags: '--with <components>',
    description: 'put components of components/ on top, separated by commas',
    parse: componentNames,
  },
];

function componentNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => /^[\w.-]+$/.test(name))) return names;
  throw new UsageError(`"${text}" is not a list of components: give names of folders of components/`);
}

/** The choice that the options make; `local` of the project's own manifests where they make none. */
export function overlayFrom({ root, cwd }: CommandContext, options: OverlayOptions): OverlayChoice {
  const folder = options.manifests === undefined ? resolve(root, OWN) : resolve(cwd, options.manifests);
  const inside = relative(root, folder);
  return {
    manifests: inside.startsWith('..') || isAbsolute(inside) ? folder : inside,
    overlay: options.overlay ?? 'local',
    components: options.with ?? [],
  };
}
