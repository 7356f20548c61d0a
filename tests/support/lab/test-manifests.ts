import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const original = resolve(import.meta.dirname, '../../../k8s');

/** A copy of k8s/ that a test may edit while the lab follows it. */
export interface TestManifests {
  readonly folder: string;
  read(file: string): string;
  write(file: string, text: string): void;
  /** Replaces the first occurrence. @throws Error when there is none: the test would prove nothing */
  replace(file: string, from: string, to: string): void;
}

/** The copy at `folder`, as it is. */
export function manifestsIn(folder: string): TestManifests {
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  const replace = (file: string, from: string, to: string) => {
    const text = read(file);
    if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
    write(
      file,
      text.replace(from, () => to),
    );
  };
  return { folder, read, write, replace };
}

/** Copies k8s/ to `folder`, which is not there yet. */
export function copyManifests(folder: string): TestManifests {
  cpSync(original, folder, { recursive: true });
  return manifestsIn(folder);
}

/** Makes a copy the same as k8s/ again; returns whether it was another. Files that are the same are not touched. */
export function restoreManifests(folder: string): boolean {
  const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();
  const list = (path: string) => readdirSync(path, { recursive: true, encoding: 'utf8' });
  const added = list(folder).filter((path) => !existsSync(join(original, path)));
  for (const path of added) rmSync(join(folder, path), { recursive: true, force: true });
  const differs = (path: string) =>
    !isFolder(join(original, path)) &&
    !(existsSync(join(folder, path)) && sameBytes(join(original, path), join(folder, path)));
  const changed = list(original).filter(differs);
  for (const path of changed) cpSync(join(original, path), join(folder, path));
  return added.length + changed.length > 0;
}

const sameBytes = (one: string, other: string) => readFileSync(one).equals(readFileSync(other));
