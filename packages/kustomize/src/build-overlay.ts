import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { type BuildFinding, buildFinding, noSuchFolder } from './build-finding.ts';
import { componentsOf, relationFindings } from './component-relations.ts';
import type { Kustomize } from './find-kustomize.ts';
import { rebaseOrigins } from './origin-paths.ts';
import { runCommand } from './run-command.ts';

export interface BuildOptions {
  readonly kustomize: Kustomize;
  /** Folder of the project; origins in the output and files in findings are relative to it. */
  readonly root: string;
  /** The overlay's folder, relative to `root` or absolute. */
  readonly dir: string;
  /** Folders of components to put on top of it, in this order; relative to `root` or absolute. */
  readonly components?: readonly string[];
  /** Folder for the generated wrapper; on the same disk as `root`, made when it is not there. */
  readonly workDir: string;
  /** Whether resources carry the annotations that say where they are from; they do when absent. */
  readonly origins?: boolean;
}

/** Either the YAML stream, or what is wrong with the files. */
export type BuildResult =
  | { readonly ok: true; readonly yaml: string }
  | { readonly ok: false; readonly findings: readonly BuildFinding[] };

/**
 * How lists of built-in kinds are merged, in place of the schema that kustomize 4 has in it: of those 5 MB it would
 * read all, a second at each start, once it meets a kind that it does not know, such as Istio's.
 */
const MERGE_SCHEMA = join(import.meta.dirname, 'generated/merge-schema.json');

/**
 * Runs kustomize on an overlay, so that every resource carries the annotation `config.kubernetes.io/origin` with
 * its file, whatever the overlay itself says about buildMetadata; with `origins: false`, what `kustomize build` prints.
 *
 * kustomize adds origins only for the kustomization it was called with, but then for all nested ones: hence
 * a wrapper that names the overlay as its one resource (kustomize documentation, "buildMetadata").
 *
 * @throws the system's error when `workDir` cannot be written
 */
export async function buildOverlay(options: BuildOptions): Promise<BuildResult> {
  const { kustomize, root, dir, components = [], workDir, origins = true } = options;
  const missing = [dir, ...components].filter((folder) => !existsSync(resolve(root, folder)));
  if (missing.length > 0) return { ok: false, findings: missing.map(noSuchFolder) };
  const unfit = relationFindings(
    [...componentsOf(resolve(root, dir)), ...components.map((folder) => resolve(root, folder))],
    root,
  );
  if (unfit.length > 0) return { ok: false, findings: unfit };
  if (!origins && components.length === 0) return runKustomize(kustomize, resolve(root, dir), root);
  const fromWrapper = (folder: string) => relative(resolve(workDir), resolve(root, folder));
  await mkdir(workDir, { recursive: true });
  const quick = kustomize.version.startsWith('4.');
  if (quick) await copyFile(MERGE_SCHEMA, join(workDir, basename(MERGE_SCHEMA)));
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [fromWrapper(dir)],
    components: components.map(fromWrapper),
    ...(origins && { buildMetadata: ['originAnnotations', 'transformerAnnotations'] }),
    ...(quick && { openapi: { path: basename(MERGE_SCHEMA) } }),
  };
  await writeFile(join(workDir, 'kustomization.yaml'), JSON.stringify(kustomization));
  const built = await runKustomize(kustomize, workDir, root);
  return built.ok ? { ok: true, yaml: rebaseOrigins(built.yaml, resolve(workDir), root) } : built;
}

async function runKustomize(kustomize: Kustomize, dir: string, root: string): Promise<BuildResult> {
  const result = await runCommand(kustomize.program, [kustomize.subcommand, dir]);
  if (!result.ok) return { ok: false, findings: [buildFinding(result.stderr, root, resolve(dir))] };
  return { ok: true, yaml: result.stdout };
}
