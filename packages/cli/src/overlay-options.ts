import { existsSync } from 'node:fs';
import { basename, isAbsolute, relative, resolve } from 'node:path';
import { didYouMean } from '@lab/istio';
import { componentsOf } from '@lab/kustomize';
import { type CommandContext, type OptionDefinition, UsageError } from './command.ts';

/** Folder of the project with the manifests that it is about. */
const OWN = 'k8s';

/** What was typed to say which configuration is meant. */
export interface OverlayOptions {
  /** Relative to the folder the command was called from. */
  readonly manifests?: string;
  readonly overlay?: string;
  readonly with?: readonly string[];
  readonly without?: readonly string[];
}

/** Which configuration is meant, as `loadOverlay` of @lab/local takes it. */
export interface OverlayChoice {
  /** Relative to the project's root when it is inside, else absolute. */
  readonly manifests: string;
  readonly overlay: string;
  readonly components: readonly string[];
  /** Names of components that the overlay has and that are left out. */
  readonly without: readonly string[];
}

/** Manifests from elsewhere (a fork's, or somebody's own Istio YAML), and components for one run. */
export const overlayOptions: readonly OptionDefinition[] = [
  { flags: '--manifests <dir>', description: 'folder with overlays/, in place of k8s/ of the project' },
  {
    flags: '--with <components>',
    description: 'put components of components/ on top, separated by commas',
    parse: componentNames,
  },
  {
    flags: '--without <components>',
    description: 'leave components of the overlay out, separated by commas',
    parse: componentNames,
  },
];

/** The names of this option, after those of the same option before it. */
function componentNames(text: string, before: unknown = []): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => /^[\w.-]+$/.test(name))) return [...(before as readonly string[]), ...names];
  throw new UsageError(`"${text}" is not a list of components: give names of folders of components/`);
}

/**
 * The choice that the options make; `local` of the project's own manifests where they make none.
 *
 * @throws UsageError for a component to leave out that the overlay does not have
 */
export function overlayFrom(context: CommandContext, options: OverlayOptions): OverlayChoice {
  const choice = choiceFrom(context, options);
  const { manifests, overlay, without } = choice;
  requireComponents(resolve(context.root, manifests, 'overlays', overlay), without);
  return choice;
}

/** The same, whether the overlay has what is to be left out or not. */
export function choiceFrom({ root, cwd }: CommandContext, options: OverlayOptions): OverlayChoice {
  const folder = options.manifests === undefined ? resolve(root, OWN) : resolve(cwd, options.manifests);
  const inside = relative(root, folder);
  return {
    manifests: inside.startsWith('..') || isAbsolute(inside) ? folder : inside,
    overlay: options.overlay ?? 'local',
    components: options.with ?? [],
    without: options.without ?? [],
  };
}

/**
 * Refuses names of components that an overlay does not have, so that a misspelt one leaves nothing in by silence.
 *
 * @param dir the overlay's folder, absolute; one that is not there has nothing to say
 * @throws UsageError
 */
export function requireComponents(dir: string, names: readonly string[]): void {
  if (!existsSync(dir)) return;
  const has = componentsOf(dir).map((folder) => basename(folder));
  const unknown = names.find((name) => !has.includes(name));
  if (unknown === undefined) return;
  const list = has.length > 0 ? `it has ${has.join(', ')}` : 'it has none';
  throw new UsageError(
    `--without ${unknown}: the overlay ${basename(dir)} has no component of that name${didYouMean(unknown, has)}\n` +
      `${list}`,
  );
}
