import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { checkResources, type Finding, type ManifestText, parseManifests } from '@lab/istio';
import { manifestTexts, type ReadTexts } from '@lab/kustomize';
import { UsageError } from './command.ts';

/** Names as `istioctl analyze` and kubectl take them from a folder; a kustomization is no object. */
const MANIFEST = /^(?!kustomization\.ya?ml$).*\.(ya?ml|json)$/i;

/**
 * What is wrong with files that belong to no overlay. A folder stands for all of its YAML and JSON, and that of the
 * folders below it, but for what is hidden (`.name`); `-` for standard input.
 *
 * @throws UsageError for a file that cannot be read, and for a folder without any
 */
export async function analyzeFiles(
  cwd: string,
  files: readonly string[],
  input: AsyncIterable<Uint8Array> | NodeJS.ReadableStream = process.stdin,
): Promise<readonly Finding[]> {
  const read: ReadTexts[] = [];
  for (const file of files)
    read.push(file === '-' ? { texts: [await readInput(input)], findings: [] } : await readPath(cwd, file));
  const { resources, findings } = parseManifests(read.flatMap(({ texts }) => texts));
  return checkResources(resources, [...read.flatMap((each) => each.findings), ...findings]).findings;
}

async function readInput(input: AsyncIterable<Uint8Array> | NodeJS.ReadableStream): Promise<ManifestText> {
  return { file: 'standard input', text: await text(input as NodeJS.ReadableStream) };
}

async function readPath(cwd: string, path: string): Promise<ReadTexts> {
  const whole = resolve(cwd, path);
  try {
    // A file may be a pipe, as with `-f <(helm template shop)`.
    if (!(await stat(whole)).isDirectory())
      return { texts: [{ file: path, text: await readFile(whole, 'utf8') }], findings: [] };
    const files = await manifestsBelow(cwd, path);
    const named = new Map(files.map((file) => [resolve(cwd, file), file]));
    return manifestTexts([...named.keys()], (each) => named.get(each) ?? each, whole);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot read ${path}: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
}

/** In the order of the names, so that two runs say the same. A link to a folder is not followed. */
async function manifestsBelow(cwd: string, folder: string): Promise<string[]> {
  const root = resolve(cwd, folder);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => !entry.isDirectory() && MANIFEST.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const files = names
    .map((name) => name.slice(root.length))
    .filter((name) => !name.split('/').some((part) => part === 'node_modules' || part.startsWith('.')))
    .sort()
    .map((name) => join(folder, name));
  if (files.length === 0)
    throw new UsageError(`neither ${folder} nor its subfolders contain a .yaml, .yml or .json file`);
  return files;
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'no such file or folder';
  return code === 'EACCES' ? 'permission denied' : message;
}
