import { join } from 'node:path';
import {
  admitResources,
  type CheckedResources,
  checkResources,
  type ManifestText,
  type ParseResult,
  parseManifests,
  type Resource,
  resourceName,
} from '@lab/istio';
import { buildOverlay, type Kustomize, readBuild } from '@lab/kustomize';
import { readManifests } from './manifest-files.ts';
import type { OverlayChoice } from './overlay-choice.ts';
import { overlayFolder } from './overlay-folder.ts';
import { missingPlatform } from './platform.ts';

export interface OverlaySource extends OverlayChoice {
  readonly kustomize: Kustomize;
  readonly root: string;
  readonly workDir: string;
  /** Whether all pods have one address in common on this machine. */
  readonly sharesAddress?: boolean;
  /** What was in force before, where the overlay is to be applied: it stays in place of what admission refuses. */
  readonly applied?: readonly Resource[];
}

/** A mesh, or what keeps it from running. `platform`: names of the resources that the lab added. */
export type CheckedOverlay = CheckedResources & { readonly platform?: readonly string[] };

/**
 * From the files that people edit to a mesh: kustomize, parse, validate, analyse. Mistakes are findings.
 *
 * @param platform folder of what a cluster has from Istio's installation, to add as far as the overlay lacks it
 */
export async function loadOverlay(source: OverlaySource, platform?: string): Promise<CheckedOverlay> {
  const dir = overlayFolder(source);
  const components = source.components.map((name) => join(source.manifests, 'components', name));
  const built = await buildOverlay({ ...source, dir, components });
  if (!built.ok) return built;
  const origins = built.files ? new Map<string, string>() : await readManifests(source.root, source);
  // Of a large mesh most documents are as they were before an edit.
  return checkParsed(
    readBuild(built, { file: dir, origins, before: source.applied ?? [] }),
    source,
    platform,
  );
}

/** The same from the text of manifests, which are taken as they are: what a chart prints, or a file. */
export async function loadManifests(
  texts: readonly ManifestText[],
  source: Pick<OverlaySource, 'kustomize' | 'root' | 'workDir'>,
  platform?: string,
): Promise<CheckedOverlay> {
  return checkParsed(parseManifests(texts), source, platform);
}

async function checkParsed(
  { resources, findings }: ParseResult,
  source: Pick<OverlaySource, 'kustomize' | 'root' | 'workDir' | 'applied'>,
  platform: string | undefined,
): Promise<CheckedOverlay> {
  const { applied } = source;
  if (platform === undefined) return checkResources(resources, findings, applied);
  const added = await missingPlatform(
    source,
    platform,
    admitResources(resources, applied).resources,
    applied,
  );
  return {
    ...checkResources([...resources, ...added], findings, applied),
    platform: added.map(resourceName),
  };
}
