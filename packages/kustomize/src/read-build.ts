import { type ParseOptions, type ParseResult, parseManifests, parseResources } from '@lab/istio';
import type { BuildResult } from './build-overlay.ts';

/** The resources of what was built. Those of plain manifests are read from their own files, as nothing has changed them. */
export function readBuild(
  { yaml, files }: Extract<BuildResult, { ok: true }>,
  options: ParseOptions = {},
): ParseResult {
  return files ? parseManifests(files, options) : parseResources(yaml, options);
}
