import { copyFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type CommandResult, runCommand } from '@lab/process';
import type { Kustomize } from './find-kustomize.ts';

/**
 * How lists of built-in kinds are merged, in place of the schema that kustomize 4 has in it: of those 5 MB it would
 * read all, a second at each start, once it meets a kind that it does not know, such as Istio's.
 */
const MERGE_SCHEMA = join(import.meta.dirname, 'generated/merge-schema.json');

/**
 * Writes a kustomization of these fields into a folder, which is there already, and builds it.
 *
 * @throws the system's error when the folder cannot be written
 */
export async function runWrapper(
  { program, subcommand, version }: Kustomize,
  dir: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<CommandResult> {
  const hasSlowSchema = version.startsWith('4.');
  if (hasSlowSchema) await copyFile(MERGE_SCHEMA, join(dir, basename(MERGE_SCHEMA)));
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    ...fields,
    ...(hasSlowSchema && { openapi: { path: basename(MERGE_SCHEMA) } }),
  };
  await writeFile(join(dir, 'kustomization.yaml'), JSON.stringify(kustomization));
  return runCommand(program, [subcommand, dir]);
}
