import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Finding } from '@lab/istio';
import { asComponent } from './as-component.ts';
import { buildFinding, noSuchFolder } from './build-finding.ts';
import type { BuildResult } from './build-overlay.ts';
import type { Kustomize } from './find-kustomize.ts';
import { remoteFindings } from './remote-findings.ts';
import { runWrapper } from './run-wrapper.ts';
import { named, withoutComponents } from './without-components.ts';

export interface PostRenderOptions {
  readonly kustomize: Kustomize;
  /** Files in findings are relative to it. */
  readonly root: string;
  /** What a chart rendered to: a YAML stream, which may be empty. */
  readonly stream: string;
  /** Folders of components or overlays to run over it, in this order; relative to `root` or absolute. */
  readonly folders: readonly string[];
  /** Names of components that overlays among the folders leave out. */
  readonly without?: readonly string[];
  /** Folder for the run's own folder, which is there for as long as it lasts; on the same disk as `folders`. */
  readonly workDir: string;
}

/**
 * Runs kustomizations over resources that are not in a file of theirs. Their patches see these resources, and what
 * they list themselves comes beside them.
 *
 * A component is what kustomize has for that: it is applied to what the kustomization that names it has gathered so far
 * (kustomize documentation, "Components"). An overlay, which is `kind: Kustomization`, is read as a component.
 *
 * Which components need or exclude each other is not asked: a chart may have brought what one needs.
 *
 * @throws the system's error when `workDir` cannot be written
 */
export async function postRender(options: PostRenderOptions): Promise<BuildResult> {
  const { kustomize, root, stream, without = [], workDir } = options;
  const missing = options.folders.filter((folder) => !existsSync(resolve(root, folder)));
  if (missing.length > 0) return { ok: false, findings: missing.map(noSuchFolder) };
  const folders = options.folders.map((folder) => resolve(root, folder));
  const remote = remoteFindings(folders, root);
  if (remote.length > 0) return { ok: false, findings: remote };
  await mkdir(workDir, { recursive: true });
  // Runs may be at the same time, and a chart may hold Secrets: a folder a run, which mkdtemp makes for this user only.
  const run = await realpath(await mkdtemp(join(workDir, 'run-')));
  try {
    const trimmed = await Promise.all(
      folders.map((folder, index) => withoutComponents(folder, without, join(run, `without-${index}`))),
    );
    const copies = await Promise.all(
      trimmed.map(({ dir }, index) => asComponent(dir, join(run, `${index}`))),
    );
    await writeFile(join(run, 'chart.yaml'), stream, { mode: 0o600 });
    const components = copies.map((path) => relative(run, path));
    const result = await runWrapper(kustomize, run, { resources: ['chart.yaml'], components });
    if (result.ok) return { ok: true, yaml: result.stdout };
    const originals = [
      ...copies.map((copy, index) => [copy, folders[index] ?? copy] as const),
      ...trimmed.flatMap(({ copies: made }) => [...made]),
    ];
    const finding = buildFinding(named(result.stderr, originals), root, run);
    return { ok: false, findings: [ofStream(finding, relative(root, join(run, 'chart.yaml')))] };
  } finally {
    await rm(run, { recursive: true, force: true });
  }
}

/** The finding with the place in the stream, where it is about the file that the stream was written to. */
function ofStream(finding: Finding, written: string): Finding {
  if (finding.location?.file !== written) return finding;
  return { ...finding, location: { ...finding.location, file: 'standard input' } };
}
