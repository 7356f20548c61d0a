import type { SourceLocation } from '../findings/place.ts';
import { findNode } from './find-node.ts';
import { findWritten } from './find-written.ts';
import type { PrintedObject } from './kustomize-origin.ts';
import { locateInPatches } from './locate-in-patches.ts';
import type { OriginFiles } from './origin-files.ts';
import { entryNames, valueAt, wasChanged } from './path-values.ts';
import type { FieldPath } from './resource.ts';

/**
 * Where a field of a printed resource stands in the files that people edit: in the resource's own file, else
 * in the patch or kustomization that gave it its value, else its nearest parent in the resource's own file.
 * Without the file's text the location is the file alone.
 */
export function locateInOrigin(files: OriginFiles, printed: PrintedObject, path: FieldPath): SourceLocation {
  const { origin, value } = printed;
  if (origin.path === undefined) return { file: origin.configuredIn ?? 'kustomization.yaml' };
  if (origin.repo) return { file: `${origin.repo}//${origin.path}${origin.ref ? `?ref=${origin.ref}` : ''}` };
  const written = findWritten(files(origin.path), value);
  if (!written) return { file: origin.path };
  const own = findNode(written, path, entryNames(value, path));
  if (own.complete && !wasChanged(own.node, valueAt(value, path))) return own.location;
  return locateInPatches(files, printed, path) ?? own.location;
}
