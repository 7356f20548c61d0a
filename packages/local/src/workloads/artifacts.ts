import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFinding, type Finding, type FindingCode } from '@lab/istio';
import { type Document, LineCounter, parseAllDocuments } from 'yaml';

/** An image that the project builds, and the folder of the application in it, relative to the root. */
export interface Artifact {
  readonly image: string;
  readonly folder: string;
}

const FILE = 'skaffold.yaml';

/**
 * The build artifacts of skaffold.yaml (skaffold.yaml reference, `build.artifacts`), of all its modules: they say
 * which folder stands behind an image name. It is the `context`, and of an image of the common Dockerfile the folder in
 * it that the build argument APP names. A file that is broken or missing is a finding, and there are no artifacts.
 */
export function readArtifacts(root: string): {
  artifacts: readonly Artifact[];
  findings: readonly Finding[];
} {
  const path = join(root, FILE);
  if (!existsSync(path))
    return failed('LAB0201', 'there is no skaffold.yaml to tell which folder an image is built from');
  const lineCounter = new LineCounter();
  const documents: Document[] = [
    ...parseAllDocuments(readFileSync(path, 'utf8'), { lineCounter, prettyErrors: false }),
  ];
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error)
    return failed('LAB0101', `broken YAML: ${error.message}`, lineCounter.linePos(error.pos[0]).line);
  const written = documents.flatMap(
    (document) => (document.toJS() as SkaffoldConfig | null)?.build?.artifacts ?? [],
  );
  const artifacts = written.map((artifact) => ({ image: artifact.image, folder: folderOf(artifact) }));
  return { artifacts, findings: [] };
}

interface SkaffoldConfig {
  readonly build?: { readonly artifacts?: readonly WrittenArtifact[] };
}

interface WrittenArtifact {
  readonly image: string;
  readonly context?: string;
  readonly docker?: { readonly buildArgs?: { readonly APP?: string } };
}

function folderOf({ context = '.', docker }: WrittenArtifact): string {
  const app = docker?.buildArgs?.APP;
  return app === undefined ? context : join(context, 'apps', app);
}

function failed(code: FindingCode, message: string, line?: number) {
  const location = { file: FILE, ...(line !== undefined && { line }) };
  return { artifacts: [], findings: [createFinding(code, message, { location })] };
}

/** The artifact behind a container's image, whatever tag, digest or registry is written before or after its name. */
export function artifactFor(image: string, artifacts: readonly Artifact[]): Artifact | undefined {
  const name = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return artifacts.find((artifact) => name === artifact.image || name.endsWith(`/${artifact.image}`));
}
