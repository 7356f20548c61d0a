import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { didYouMean } from '@lab/istio';
import { componentsOf, pathFrom } from '@lab/kustomize';
import { defaultOverlay, type OverlayChoice, overlayFolder } from '@lab/local';
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

/** Manifests from elsewhere (a fork's, or somebody's own Istio YAML), and components for one run. */
export const overlayOptions: readonly OptionDefinition[] = [
  {
    flags: '--manifests <dir>',
    description: 'folder with overlays/, a kustomization or YAML files, in place of k8s/ of the project',
  },
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
  if (!existsSync(folder)) throw new UsageError(`there is no folder ${folder}: --manifests names one`);
  if (!statSync(folder).isDirectory())
    throw new UsageError(`${folder} is a file: --manifests names a folder, and ./lab analyze -f takes files`);
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

/** The same, whether the overlay has what is to be left out or not. */
export function choiceFrom(
  { root, cwd }: Pick<CommandContext, 'root' | 'cwd'>,
  options: OverlayOptions,
): OverlayChoice {
  const named = options.manifests === undefined ? resolve(root, OWN) : resolve(cwd, options.manifests);
  // kustomize names files by where they really are: links are resolved once, here.
  const folder = existsSync(named) ? realpathSync(named) : named;
  const overlay = options.overlay ?? defaultOverlay(folder);
  return {
    manifests: pathFrom(root, folder),
    ...(overlay !== undefined && { overlay }),
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
