import { existsSync, realpathSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { type Finding, isReadable, type ManifestText } from '@lab/istio';
import { type CommandResult, runCommand } from '@lab/process';
import { brokenFiles, buildFinding, circularFiles, noSuchFolder } from './build-finding.ts';
import { componentsOf, relationFindings } from './component-relations.ts';
import type { Kustomize } from './find-kustomize.ts';
import { folderFindings } from './folder-count.ts';
import { kustomizationFile } from './kustomization-file.ts';
import { rebaseOrigins } from './origin-paths.ts';
import { pathFrom } from './path-from.ts';
import { asKustomization, isPlain, plainTexts, streamOf } from './plain-folder.ts';
import { remoteFindings } from './remote-findings.ts';
import { runWrapper } from './run-wrapper.ts';
import { named, withoutComponents } from './without-components.ts';

export interface BuildOptions {
  readonly kustomize: Kustomize;
  /** Folder of the project; origins in the output and files in findings are relative to it. */
  readonly root: string;
  /** The overlay's folder, or a file of manifests; relative to `root` or absolute. */
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
  | {
      readonly ok: true;
      readonly yaml: string;
      /** Plain manifests as they are, where kustomize had nothing to do. */
      readonly files?: readonly ManifestText[];
    }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Runs kustomize on an overlay, so that every resource carries the annotation `config.kubernetes.io/origin` with
 * its file, whatever the overlay itself says about buildMetadata; with `origins: false`, what `kustomize build` prints.
 * A folder without a kustomization, and a file, is read as `kubectl apply -f` reads it: the manifests that lie in it. Without
 * components on top of them kustomize has no part in it, and would change them: of 8,000 documents it makes no end in minutes, and
 * it reads `n` as text, which kubectl reads as false.
 *
 * kustomize adds origins only for the kustomization it was called with, but then for all nested ones: hence
 * a wrapper that names the overlay as its one resource (kustomize documentation, "buildMetadata").
 *
 * @throws the system's error when `workDir` cannot be written
 */
export async function buildOverlay(options: BuildOptions): Promise<BuildResult> {
  const { kustomize, root, dir, components = [], origins = true } = options;
  const missing = [dir, ...components].filter((folder) => !existsSync(resolve(root, folder)));
  if (missing.length > 0) return { ok: false, findings: missing.map(noSuchFolder) };
  const folder = realpathSync(resolve(root, dir));
  const plain = isPlain(folder) ? plainTexts(folder, root) : undefined;
  if (plain && !isReadable(plain.findings)) return { ok: false, findings: plain.findings };
  if (plain && components.length === 0) return { ok: true, yaml: streamOf(plain.texts), files: plain.texts };
  const added = components.map((path) => realpathSync(resolve(root, path)));
  const many = [folder, ...added].flatMap((each) => folderFindings(each, root));
  if (many.length > 0) return { ok: false, findings: many };
  await mkdir(options.workDir, { recursive: true });
  // kustomize joins paths to where a kustomization really is.
  const workDir = await realpath(options.workDir);
  const overlay = plain
    ? asKustomization(folder, plain.texts, join(workDir, 'plain'))
    : await withoutComponents(folder, options.without ?? [], join(workDir, 'without'));
  const kept = componentsOf(overlay.dir).map((path) => overlay.copies.get(path) ?? path);
  const unfit = relationFindings([...kept, ...added], root);
  if (unfit.length > 0) return { ok: false, findings: unfit };
  const folders = [folder, ...added];
  const remote = remoteFindings([folder, ...kept, ...added], root);
  if (remote.length > 0) return { ok: false, findings: remote };
  const circular = circularFiles(folders, root);
  if (circular.length > 0) return { ok: false, findings: circular };
  // Nobody knows the wrapper: what is not said of a file of the build is said of the overlay.
  const wrapper = pathFrom(root, kustomizationFile(workDir));
  const ofOverlay = (finding: Finding): Finding =>
    finding.location?.file === wrapper
      ? { ...finding, location: { file: pathFrom(root, kustomizationFile(folder)) } }
      : finding;
  const toResult = ({ ok, stdout, stderr }: CommandResult, built: string): BuildResult => {
    if (ok) return { ok, yaml: stdout };
    const reason = ofOverlay(buildFinding(named(stderr || ENDED, overlay.copies), root, built));
    // Of a field or a file that is not there kustomize says where.
    const isExact = reason.code === 'LAB0102' || reason.code === 'LAB0103';
    const broken = isExact ? [] : brokenFiles(folders, root);
    return { ok, findings: broken.length > 0 ? broken : [reason] };
  };
  if (!origins && added.length === 0) {
    const result = await runCommand(kustomize.program, [kustomize.subcommand, overlay.dir]);
    return toResult(result, folder);
  }
  const result = await runWrapper(kustomize, workDir, {
    resources: [relative(workDir, overlay.dir)],
    components: added.map((path) => relative(workDir, path)),
    ...(origins && { buildMetadata: ['originAnnotations', 'transformerAnnotations'] }),
  });
  const built = toResult(result, workDir);
  if (!built.ok) return built;
  const toOriginal = (path: string) => pathFrom(root, named(resolve(workDir, path), overlay.copies));
  return { ok: true, yaml: rebaseOrigins(built.yaml, toOriginal) };
}

/** A signal ends it without a word: this machine's for want of memory, or a person's. */
const ENDED = 'kustomize was ended before it had built anything';
