import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathFrom } from '@lab/kustomize';
import type { CommandContext } from '../command.ts';

/** What a file is called where it is shown. */
export type NameOfFile = (file: string) => string;

/**
 * Names that open from the folder in which a person called the command: relative where the file is below it, else the
 * whole path. What is no file (`standard input`) keeps its name.
 */
export function fileNames({ root, cwd }: Pick<CommandContext, 'root' | 'cwd'>): NameOfFile {
  return (file) => {
    const path = resolve(root, file);
    return existsSync(path) ? pathFrom(cwd, path) : file;
  };
}
