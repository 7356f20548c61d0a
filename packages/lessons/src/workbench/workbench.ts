import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse, stringify } from 'yaml';
import type { LessonFolder } from '../read-lessons.ts';
import { makeFolder } from './make-folder.ts';

/** Folder of the workbench: generated, what the learner's files stand on. */
const MESH = 'mesh';
/** In it, what a cluster has. */
const DEPLOYED = 'deployed.yaml';
/** Names that are the workbench's own, and no lesson's. */
const OWN = (name: string) => name.startsWith('.') || name === MESH;
const SAVED = '.saved';

/** Which answer to put on the workbench: the start, the solution, or a folder below `wrong/`. */
export type Variant = 'start' | 'solution' | { readonly wrong: string };

/** What the learner edits: an overlay of kustomize that is not tracked. */
export interface Workbench {
  /** Absolute path. */
  readonly folder: string;
  /** The overlay it stands on; what is deployed in a cluster without. */
  readonly overlay?: string;
  /** Absolute path of the project. */
  readonly root: string;
}

/** Puts a variant of a lesson there, in place of what was there. */
export function layOut(
  workbench: Workbench,
  lesson: LessonFolder,
  variant: Variant,
  values: Readonly<Record<string, string>> = {},
): void {
  makeFolder(workbench.folder);
  replaceFiles(workbench.folder, foldersOf(lesson, variant));
  for (const file of filesOf(workbench.folder)) fillIn(join(workbench.folder, file), values);
  writeMesh(workbench, lesson);
}

/** Keeps the learner's files of a lesson, so that another can be begun. */
export function setAside({ folder }: Workbench, name: string): void {
  const saved = join(folder, SAVED, name);
  rmSync(saved, { recursive: true, force: true });
  for (const file of filesOf(folder)) cpSync(join(folder, file), join(saved, file), { recursive: true });
}

/** Whether files there are those of lessons: some progress is kept, or was. */
export function isWorkbench(folder: string): boolean {
  return ['.progress.json', '.progress.json.unreadable', SAVED].some((name) =>
    existsSync(join(folder, name)),
  );
}

/** Puts files that were kept back there; false where none were. */
export function bringBack(workbench: Workbench, lesson: LessonFolder): boolean {
  const saved = join(workbench.folder, SAVED, lesson.name);
  if (!existsSync(saved)) return false;
  replaceFiles(workbench.folder, [saved]);
  rmSync(saved, { recursive: true, force: true });
  writeMesh(workbench, lesson);
  return true;
}

/** The learner's files, by their path from the workbench, in alphabetical order. */
export function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !OWN(path.split('/')[0] ?? ''))
    .sort();
}

/** The learner's files with what is in them: equal texts are equal files. */
export function filesText(folder: string): string {
  return filesOf(folder)
    .map((file) => `${file}\n${readFileSync(join(folder, file), 'utf8')}`)
    .join('\0');
}

/** The learner's answers in words, of lessons that ask for some: `answer.yaml`; empty where it cannot be read. */
export function readAnswer(folder: string): Readonly<Record<string, unknown>> {
  const file = join(folder, 'answer.yaml');
  if (!existsSync(file)) return {};
  try {
    // Every scalar is text: the digits of an ID are no number.
    const value: unknown = parse(readFileSync(file, 'utf8'), { schema: 'failsafe' });
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The folders whose files make up a variant; of two files of one name the later one counts. */
export function foldersOf({ folder }: LessonFolder, variant: Variant): string[] {
  const start = join(folder, 'start');
  if (variant === 'start') return [start];
  return [start, variant === 'solution' ? join(folder, 'solution') : join(folder, 'wrong', variant.wrong)];
}

/**
 * Makes the learner's files those of other folders; of two files of one name the later one counts. At no time is there a
 * folder without a kustomization, which a lab that follows it would take for plain manifests.
 */
function replaceFiles(folder: string, sources: readonly string[]): void {
  const wanted = new Set(sources.flatMap(filesOf));
  for (const source of sources) cpSync(source, folder, { recursive: true });
  for (const file of filesOf(folder)) if (!wanted.has(file)) rmSync(join(folder, file));
  rmSync(join(folder, MESH, DEPLOYED), { force: true });
}

/** The mesh of the overlay, changed as the lesson needs it. */
export function writeMesh({ folder, overlay, root }: Workbench, lesson: LessonFolder): void {
  const mesh = join(folder, MESH);
  mkdirSync(mesh, { recursive: true });
  const from = (path: string) => relative(mesh, path).replaceAll('\\', '/');
  const component = join(lesson.folder, MESH);
  const lines = [
    '# The mesh below your files. ./lab learn writes this file.',
    'apiVersion: kustomize.config.k8s.io/v1beta1',
    'kind: Kustomization',
    'resources:',
    `- ${overlay === undefined ? DEPLOYED : from(join(root, 'k8s/overlays', overlay))}`,
    ...(existsSync(component) ? ['components:', `- ${from(component)}`] : []),
  ];
  const file = join(mesh, 'kustomization.yaml');
  const text = `${lines.join('\n')}\n`;
  // A lab that follows it applies nothing where nothing is new.
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}

/** Puts what is deployed in a cluster there, for a workbench that stands on it. */
export function writeDeployed(folder: string, objects: readonly object[]): void {
  const text = objects.map((object) => stringify(object, { aliasDuplicateObjects: false })).join('---\n');
  // Deployments may have values that are nobody else's.
  writeFileSync(join(folder, MESH, DEPLOYED), text, { mode: 0o600 });
}

function fillIn(file: string, values: Readonly<Record<string, string>>): void {
  const text = readFileSync(file, 'utf8');
  const filled = text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
  if (filled !== text) writeFileSync(file, filled);
}
