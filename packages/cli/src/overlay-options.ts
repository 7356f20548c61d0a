import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { didYouMean } from '@lab/istio';
import { componentsOf, pathFrom } from '@lab/kustomize';
import { defaultOverlay, type OverlayChoice, overlayFolder } from '@lab/local';
import {
  type ArgumentDefinition,
  type CommandContext,
  type OptionDefinition,
  UsageError,
} from './command.ts';
import { manifestsFromInput } from './manifests-from-input.ts';

/** Folder of the project with the manifests that it is about. */
const OWN = 'k8s';

/** What was typed to say which configuration is meant. */
export interface OverlayOptions {
  /** Relative to the folder the command was called from. */
  readonly manifests?: string;
  readonly overlay?: string;
  readonly with?: readonly string[];
  readonly without?: readonly string[];
  /** False for --no-stand-ins. */
  readonly standIns?: boolean;
}

/** The overlay that a command is about: every command takes it in this way. */
export const overlayArgument: ArgumentDefinition = {
  name: 'overlay',
  required: false,
  description: 'name of a folder in overlays/, or a path (default: local)',
};

/** The same for a command that has no default. */
export const requiredOverlay: ArgumentDefinition = {
  ...overlayArgument,
  required: true,
  description: 'name of a folder in overlays/, or a path',
};

/** Manifests from elsewhere (a fork's, or somebody's own Istio YAML), and components for one run. */
export const overlayOptions: readonly OptionDefinition[] = [
  {
    flags: '--manifests <path>',
    description:
      'use instead of k8s/: a folder with overlays/, with a kustomization or with YAML files; a file; - for standard input',
  },
  {
    flags: '--with <components>',
    description: 'add these components of components/, separated by commas',
    parse: componentNames,
  },
  {
    flags: '--without <components>',
    description: 'leave out these components of the overlay, separated by commas',
    parse: componentNames,
  },
];

/** For commands that plan what pods run. */
export const standInOptions: readonly OptionDefinition[] = [
  {
    flags: '--stand-ins',
    description: 'run stand-ins for images that no artifact of skaffold.yaml is (default)',
  },
  { flags: '--no-stand-ins', description: 'start no workload whose image no artifact of skaffold.yaml is' },
];

/** The names of this option, after those of the same option before it. */
function componentNames(text: string, before: unknown = []): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => /^[\w.-]+$/.test(name))) return [...(before as readonly string[]), ...names];
  throw new UsageError(`"${text}" is not a list of component names, separated by commas`);
}

/**
 * The choice that the options make; `local` of the project's own manifests where they make none.
 *
 * @throws UsageError as {@link requireChoice}
 */
export function overlayFrom(context: CommandContext, options: OverlayOptions): OverlayChoice {
  const choice = choiceFrom(context, options);
  requireChoice(context.root, choice);
  return choice;
}

/**
 * Refuses what is not there, and says what is.
 *
 * @throws UsageError for an overlay or a component that is not there, and for one to leave out that the overlay does
 *   not have
 */
export function requireChoice(root: string, choice: OverlayChoice): void {
  const { manifests, overlay, components, without } = choice;
  const folder = resolve(root, manifests);
  if (!existsSync(folder)) throw new UsageError(`there is no file or folder ${folder}`);
  if (overlay !== undefined) requireFolder('overlay', resolve(root, manifests, 'overlays'), overlay);
  for (const name of components) requireFolder('component', resolve(root, manifests, 'components'), name);
  requireComponents(resolve(root, overlayFolder(choice)), without);
}

/** Refuses a name that is no folder's. @throws UsageError with the nearest name, and all of them */
export function requireFolder(what: 'overlay' | 'component', folder: string, name: string): void {
  if (existsSync(resolve(folder, name))) return;
  const names = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  const known = names.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const list = known.length > 0 ? `there are: ${known.sort().join(', ')}` : `${folder} has none`;
  const [longer, ...others] = known.filter((other) => name !== '' && other.startsWith(name));
  const meant = longer !== undefined && others.length === 0 ? longer : name;
  throw new UsageError(`there is no ${what} "${name}"${didYouMean(meant, known)}\n${list}`);
}

/**
 * The same, whether the overlay has what is to be left out or not. A path stands for the overlay of the manifests that is
 * there, or else for manifests of its own.
 */
export function choiceFrom(
  context: Pick<CommandContext, 'root' | 'cwd'>,
  options: OverlayOptions,
): OverlayChoice {
  const { overlay, ...others } = options;
  if (overlay === undefined || !isPath(overlay)) return namedChoice(context, options);
  const { manifests } = namedChoice(context, others);
  const name = pathFrom(resolve(context.root, manifests, 'overlays'), resolve(context.cwd, overlay));
  if (name !== '' && !isPath(name)) return namedChoice(context, { ...others, overlay: name });
  if (others.manifests !== undefined)
    throw new UsageError(
      `${overlay} is not an overlay of ${others.manifests}: leave out --manifests, or name an overlay`,
    );
  return namedChoice(context, { ...others, manifests: overlay });
}

/** Whether an overlay was given by its path, in place of its name. */
export function isPath(overlay: string): boolean {
  return /[/\\]/.test(overlay) || overlay === '.' || overlay === '..';
}

/** The choice where the overlay is a name, and components are those of the manifests. */
export function namedChoice(
  { root, cwd }: Pick<CommandContext, 'root' | 'cwd'>,
  options: OverlayOptions,
): OverlayChoice {
  const named = namedManifests(root, cwd, options.manifests);
  // kustomize names files by where they really are: links are resolved once, here.
  const folder = existsSync(named) ? realpathSync(named) : named;
  const overlay = options.overlay ?? defaultOverlay(folder);
  return {
    manifests: pathFrom(root, folder),
    ...(overlay !== undefined && { overlay }),
    components: options.with ?? [],
    without: options.without ?? [],
    ...(options.standIns === false && { standIns: false }),
  };
}

function namedManifests(root: string, cwd: string, manifests: string | undefined): string {
  if (manifests === undefined) return resolve(root, OWN);
  return manifests === '-' ? manifestsFromInput(root) : resolve(cwd, manifests);
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
