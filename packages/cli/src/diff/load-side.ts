import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { checkResources, effectOf, type Finding, type Resource } from '@lab/istio';
import { findKustomize } from '@lab/kustomize';
import { type CheckedOverlay, loadManifests, loadOverlay, type OverlayChoice, PLATFORM } from '@lab/local';
import { findLab } from '@lab/mesh-client';
import { type CommandContext, UsageError } from '../command.ts';
import { choiceFrom, isPath, namedChoice, requireChoice } from '../overlay-options.ts';
import type { DiffOptions } from './diff-options.ts';
import { commitOf, writeRevision } from './git-revision.ts';

/** One side of a comparison, loaded or not. */
export interface LoadedSide {
  /** As it is shown: `HEAD`, `overlay local`, `the active configuration`. */
  readonly name: string;
  /** Whole path of the folder or file that it is read from; absent for standard input. */
  readonly path?: string;
  /** What the lab runs, where it is the lab's. */
  readonly choice?: OverlayChoice;
  load(): Promise<CheckedOverlay>;
}

type Context = Pick<CommandContext, 'root' | 'cwd'>;

/** Where this run of the command may write. */
export interface Workplace extends Context {
  readonly folder: string;
  readonly input?: AsyncIterable<Uint8Array> | NodeJS.ReadableStream;
}

/** What the lab runs; undefined where it is not up. */
export async function sideInForce({ root }: Context): Promise<LoadedSide | undefined> {
  const lab = await findLab(root);
  if (!lab) return undefined;
  const { manifests, overlay, components, without } = await lab.status();
  const choice = { manifests, components, without, ...(overlay !== undefined && { overlay }) };
  const load = async () => checkResources((await lab.resources()) as readonly Resource[]);
  return { name: 'the active configuration', path: resolve(root, manifests), choice, load };
}

/** The files of an overlay in the working tree. */
export function sideOfFiles(place: Workplace, choice: OverlayChoice, name: string): LoadedSide {
  requireChoice(place.root, choice);
  return {
    name,
    path: resolve(place.root, choice.manifests),
    load: async () =>
      loadOverlay(
        {
          ...choice,
          root: place.root,
          kustomize: await findKustomize(),
          workDir: join(place.folder, workName()),
        },
        PLATFORM,
      ),
  };
}

/**
 * What a text on the command line means: `-`, an overlay's name, a folder, a file, or else a revision of git.
 *
 * @throws UsageError for what is none of them
 */
export async function sideNamed(place: Workplace, given: string, options: DiffOptions): Promise<LoadedSide> {
  if (given === '-')
    return sideOfText(place, 'standard input', () =>
      text((place.input ?? process.stdin) as NodeJS.ReadableStream),
    );
  const { manifests } = namedChoice(place, options);
  const isOverlay = !isPath(given) && existsSync(resolve(place.root, manifests, 'overlays', given));
  if (isOverlay)
    return sideOfFiles(place, choiceFrom(place, { ...options, overlay: given }), `overlay ${given}`);
  const path = resolve(place.cwd, given);
  if (existsSync(path)) {
    if (!statSync(path).isDirectory())
      return { ...sideOfText(place, given, () => readFile(path, 'utf8')), path };
    const { manifests: _, ...others } = options;
    return sideOfFiles(
      place,
      choiceFrom(place, { ...others, overlay: isPath(given) ? given : `./${given}` }),
      given,
    );
  }
  return sideOfRevision(place, given, options);
}

/** A revision of the repository that the manifests are in. @throws UsageError for what is none */
export async function sideOfRevision(
  place: Workplace,
  revision: string,
  options: DiffOptions,
): Promise<LoadedSide> {
  const { root, folder } = place;
  const { with: _with, without: _without, ...others } = options;
  const choice = choiceFrom(place, others);
  const manifests = resolve(root, choice.manifests);
  const commit = existsSync(manifests) ? await commitOf(manifests, revision) : undefined;
  if (commit === undefined) {
    throw new UsageError(
      `"${revision}" is no overlay of ${choice.manifests}, no folder or file, and no revision of its git repository`,
    );
  }
  return {
    name: revision,
    load: async () => {
      const written = await writeRevision(manifests, commit, join(folder, workName()));
      const source = { ...choice, ...written, kustomize: await findKustomize() };
      return loadOverlay({ ...source, workDir: join(written.root, '.work') }, join(root, PLATFORM));
    },
  };
}

function sideOfText({ root, folder }: Workplace, file: string, read: () => Promise<string>): LoadedSide {
  return {
    name: file,
    load: async () => {
      const source = { root, kustomize: await findKustomize(), workDir: join(folder, workName()) };
      return loadManifests([{ file, text: await read() }], source, PLATFORM);
    },
  };
}

let works = 0;

/** Both sides are read at the same time. */
function workName(): string {
  works += 1;
  return `side-${works}`;
}

/** What admission refuses: such a configuration is never in force as it is written. */
export function refusals(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ severity, code }) => severity === 'error' && effectOf(code) === 'refused');
}
