import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { type BuildFinding, buildFinding, noSuchFolder } from './build-finding.ts';
import { componentsOf, relationFindings } from './component-relations.ts';
import type { Kustomize } from './find-kustomize.ts';
import { rebaseOrigins } from './origin-paths.ts';
import { type CommandResult, runCommand } from './run-command.ts';
import { runWrapper } from './run-wrapper.ts';
import { named, withoutComponents } from './without-components.ts';

export interface BuildOptions {
  readonly kustomize: Kustomize;
  /** Folder of the project; origins in the output and files in findings are relative to it. */
  readonly root: string;
  /** The overlay's folder, relative to `root` or absolute. */
  readonly dir: string;
  /** Folders of components to put on top of it, in this order; relative to `root` or absolute. */
  readonly components?: readonly string[];
  /** Names of components that the overlay leaves out, wherever below it they are named; other names mean nothing. */
  readonly without?: readonly string[];
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
 * Runs kustomize on an overlay, so that every resource carries the annotation `config.kubernetes.io/origin` with
 * its file, whatever the overlay itself says about buildMetadata; with `origins: false`, what `kustomize build` prints.
 *
 * kustomize adds origins only for the kustomization it was called with, but then for all nested ones: hence
 * a wrapper that names the overlay as its one resource (kustomize documentation, "buildMetadata").
 *
 * @throws the system's error when `workDir` cannot be written
 */
export async function buildOverlay(options: BuildOptions): Promise<BuildResult> {
  const { kustomize, root, dir, components = [], without = [], workDir, origins = true } = options;
  const missing = [dir, ...components].filter((folder) => !existsSync(resolve(root, folder)));
  if (missing.length > 0) return { ok: false, findings: missing.map(noSuchFolder) };
  const overlay = await withoutComponents(resolve(root, dir), without, resolve(workDir, 'without'));
  const kept = componentsOf(overlay.dir).map((folder) => overlay.copies.get(folder) ?? folder);
  const added = components.map((folder) => resolve(root, folder));
  const unfit = relationFindings([...kept, ...added], root);
  if (unfit.length > 0) return { ok: false, findings: unfit };
  const toResult = ({ ok, stdout, stderr }: CommandResult, built: string): BuildResult =>
    ok ? { ok, yaml: stdout } : { ok, findings: [buildFinding(named(stderr, overlay.copies), root, built)] };
  if (!origins && components.length === 0) {
    const result = await runCommand(kustomize.program, [kustomize.subcommand, overlay.dir]);
    return toResult(result, resolve(root, dir));
  }
  const fromWrapper = (folder: string) => relative(resolve(workDir), resolve(root, folder));
  await mkdir(workDir, { recursive: true });
  const result = await runWrapper(kustomize, workDir, {
    resources: [fromWrapper(overlay.dir)],
    components: components.map(fromWrapper),
    ...(origins && { buildMetadata: ['originAnnotations', 'transformerAnnotations'] }),
  });
  const built = toResult(result, resolve(workDir));
  if (!built.ok) return built;
  const toOriginal = (path: string) => relative(root, named(resolve(workDir, path), overlay.copies));
  return { ok: true, yaml: rebaseOrigins(built.yaml, toOriginal) };
}
