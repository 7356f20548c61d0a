import { type Finding, finding } from '../findings/finding.ts';
import { at } from '../findings/place.ts';
import { earlierResources } from './earlier-resources.ts';
import { identityOf } from './identity.ts';
import { type ParseOptions, type ParseResult, parseResources } from './parse-resources.ts';
import type { Resource } from './resource.ts';

/** A file of manifests, as findings name it. */
export interface ManifestText {
  readonly file: string;
  readonly text: string;
}

/**
 * Reads files as `kubectl apply -f` does: one after the other, each as it is. Of two objects of the same name, the later one
 * is applied over the earlier one and stays; the earlier one becomes a finding (LAB0108).
 */
export function parseManifests(
  manifests: readonly ManifestText[],
  { before = [], ...options }: ParseOptions = {},
): ParseResult {
  const earlier = earlierResources(before);
  const parsed = manifests.map(({ file, text }) => parseResources(text, { ...options, earlier, file }));
  const written = parsed.flatMap(({ resources }) => resources);
  const last = new Map(written.map((resource) => [identityOf(resource), resource]));
  const findings: Finding[] = parsed.flatMap((each) => each.findings);
  const resources: Resource[] = [];
  for (const resource of written) {
    const stays = last.get(identityOf(resource)) ?? resource;
    if (stays === resource) resources.push(resource);
    else findings.push(finding('LAB0108', { place: placeOf(stays) }, at(resource, [])));
  }
  return { resources, findings };
}

function placeOf(resource: Resource): string {
  const { file, line } = resource.locate();
  return line === undefined ? file : `${file}:${line}`;
}
