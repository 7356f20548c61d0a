import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Finding, findingOf, type Message, message } from '@lab/istio';
import { parseAllDocuments } from 'yaml';
import { isFile, isFolder, isSpecial } from './is-file.ts';
import { kustomizationFile } from './kustomization-file.ts';
import { pathFrom } from './path-from.ts';

/** What kustomize fetches: by HTTP for any file that it reads, or by git (its api/loader `fileloader.go`, api/internal/git `repospec.go`). */
const REMOTE = /^(?:[^=\s]*=)?(?:git::|gh:|ssh:|https?:|file:|[\w.-]+@|github\.com[:/])/i;

/** Fields whose texts are no paths; kustomize does not mind how names of fields are capitalised. */
const NO_PATHS = new Set([
  ...['labels', 'annotations', 'commonlabels', 'commonannotations', 'literals', 'metadata', 'images', 'vars'],
]);

/**
 * A finding for each place that a build would fetch from the network, or wait at: manifests from elsewhere must not have
 * kustomize ask a server of this machine, run git, or open a pipe or a device.
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
      const problem = problemOf(entry, folder);
      const line = problem ? text.split('\n').findIndex((each) => each.includes(entry)) + 1 : 0;
      const location = { file: pathFrom(root, file), ...(line > 0 && { line }) };
      if (problem) findings.push(findingOf(problem, { location }));
      else if (isFolder(resolve(folder, entry))) visitFolder(resolve(folder, entry));
    }
  };
  const visitFolder = (folder: string) => {
    const own = kustomizationFile(folder);
    if (isSpecial(own))
      findings.push(findingOf(message('LAB0102.noFile'), { location: { file: pathFrom(root, own) } }));
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

/** What is wrong with a text of a kustomization, if it is a path; a generator names a file as `KEY=PATH` as well. */
function problemOf(entry: string, folder: string): Message | undefined {
  const paths = [entry, entry.slice(entry.indexOf('=') + 1)].map((path) => resolve(folder, path));
  if (paths.some(isSpecial)) return message('LAB0102.special', { entry });
  const isHere = paths.slice(0, 1).some((path) => isFile(path) || isFolder(path));
  return REMOTE.test(entry) && !isHere ? message('LAB0109', { entry }) : undefined;
}

/** Every text of a YAML file that may be a path, also of YAML that stands in a text. */
function textsIn(yaml: string): string[] {
  return documentsOf(yaml).flatMap(textsOf);
}

/** An alias may stand for what it is in: each list and map is looked at once. */
function textsOf(document: unknown): string[] {
  const seen = new Set<unknown>();
  const texts: string[] = [];
  const left = [document];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string')
      for (const text of value.includes('\n') ? textsIn(value) : [value]) texts.push(text);
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    const fields = Object.entries(value).filter(([key]) => !NO_PATHS.has(key.toLowerCase()));
    for (const [, field] of fields.reverse()) left.push(field);
  }
  return texts;
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
