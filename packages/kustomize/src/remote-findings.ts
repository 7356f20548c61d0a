import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Finding, findingOf, message } from '@lab/istio';
import { parseAllDocuments } from 'yaml';
import { isFile, isFolder } from './is-file.ts';
import { kustomizationFile } from './kustomization-file.ts';
import { pathFrom } from './path-from.ts';

/** What kustomize fetches: by HTTP for any file that it reads, or by git (its api/loader `fileloader.go`, api/internal/git `repospec.go`). */
const REMOTE = /^(?:[^=\s]*=)?(?:git::|gh:|ssh:|https?:|file:|[\w.-]+@|github\.com[:/])/i;

/** Fields whose texts are no paths; kustomize does not mind how names of fields are capitalised. */
const NO_PATHS = new Set([
  ...['labels', 'annotations', 'commonlabels', 'commonannotations', 'literals', 'metadata', 'images', 'vars'],
]);

/**
 * A finding for each place that a build would fetch from the network, and a kustomization that cannot be read: manifests from
 * elsewhere must not have kustomize ask a server of this machine, or run git.
 *
 * @param folders absolute
 */
export function remoteFindings(folders: readonly string[], root: string): Finding[] {
  const seen = new Set<string>();
  const findings: Finding[] = [];
  const visitFile = (file: string, folder: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    for (const entry of textsIn(text)) {
      const target = resolve(folder, entry);
      if (REMOTE.test(entry) && !isFile(target) && !isFolder(target)) {
        const line = text.split('\n').findIndex((each) => each.includes(entry)) + 1;
        const location = { file: pathFrom(root, file), ...(line > 0 && { line }) };
        findings.push(findingOf(message('LAB0109', { entry }), { location }));
      } else if (isFolder(target)) visitFolder(target);
    }
  };
  const visitFolder = (folder: string) => {
    const own = kustomizationFile(folder);
    if (!isFile(own) || seen.has(own)) return;
    visitFile(own, folder);
    // A generator or a transformer is a file of its own, which names others.
    for (const entry of pluginsOf(readFileSync(own, 'utf8'))) {
      const target = join(folder, entry);
      if (isFile(target)) visitFile(target, folder);
    }
  };
  for (const folder of folders) visitFolder(folder);
  return findings;
}

/** Every text of a YAML file that may be a path, also of YAML that stands in a text. */
function textsIn(yaml: string): string[] {
  return documentsOf(yaml).flatMap(textsOf);
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('\n') ? textsIn(value) : [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    NO_PATHS.has(key.toLowerCase()) ? [] : textsOf(entry),
  );
}

function pluginsOf(yaml: string): string[] {
  return documentsOf(yaml).flatMap((document) =>
    Object.entries(document ?? {}).flatMap(([key, entry]) =>
      /^(?:generators|transformers|validators)$/i.test(key) ? textsOf(entry) : [],
    ),
  );
}

/** What could be read of each document; the same key may stand twice, as some versions of kustomize take it. */
function documentsOf(yaml: string): unknown[] {
  try {
    const options = { merge: true, uniqueKeys: false, logLevel: 'silent' } as const;
    return [parseAllDocuments(yaml, options)].flat().map((document) => document?.toJS() as unknown);
  } catch {
    // Aliases that have no end are findings of their own.
    return [];
  }
}
