import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { didYouMean, type Finding, findingOf, type Message, message } from '@lab/istio';
import { pathFrom } from '@lab/kustomize';
import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { isInside } from '../is-inside.ts';
import { isForeign } from './owned-file.ts';
import { findSkaffoldFile } from './skaffold-file.ts';

/** An image that somebody builds, and the folder of the application in it. */
export interface Artifact {
  readonly image: string;
  /** Its whole path. */
  readonly folder: string;
  /** An image is this one only if it is written as the name alone: the manifests are not those of the file. */
  readonly isBorrowed?: true;
}

/** What a skaffold.yaml says. */
export interface Artifacts {
  /** The whole path of the file. */
  readonly file: string;
  readonly artifacts: readonly Artifact[];
  readonly findings: readonly Finding[];
}

/**
 * The build artifacts of the skaffold.yaml that goes with some manifests (skaffold.yaml reference, `build.artifacts`), of
 * all its modules: they say which folder stands behind an image name. It is the `context`, from the file's own folder or
 * absolute, and of an image of a common Dockerfile the folder in it that the build argument APP names. A file that is
 * broken, missing or somebody else's is a finding, and there are no artifacts. Manifests from elsewhere that have no such file may
 * run the project's applications; the image `REGISTRY/shop/frontend` of another mesh is not this project's `frontend`.
 */
export function readArtifacts(root: string, manifests: string): Artifacts {
  const file = findSkaffoldFile(root, manifests);
  const failed = (problem: Message, line?: number): Artifacts => {
    const location = { file: pathFrom(root, file), ...(line !== undefined && { line }) };
    return { file, artifacts: [], findings: [findingOf(problem, { location })] };
  };
  if (!existsSync(file)) return failed(message('LAB0201.missing'));
  if (isForeign(file, root, resolve(root, manifests))) return failed(message('LAB0201.owner'));
  const lineCounter = new LineCounter();
  const documents: Document[] = [
    ...parseAllDocuments(readFileSync(file, 'utf8'), { lineCounter, prettyErrors: false }),
  ];
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error) {
    const { line } = lineCounter.linePos(error.pos[0]);
    return failed(message('LAB0101.parser', { said: error.message }), line);
  }
  const written = documents.flatMap(
    (document) => (document.toJS() as SkaffoldConfig | null)?.build?.artifacts ?? [],
  );
  const isBorrowed = file === join(root, 'skaffold.yaml') && !isInside(root, resolve(root, manifests));
  const artifacts = written.map((artifact) => ({
    image: artifact.image,
    folder: resolve(dirname(file), folderOf(artifact)),
    ...(isBorrowed && { isBorrowed }),
  }));
  return { file, artifacts, findings: [] };
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

/** The artifact behind a container's image, whatever tag, digest or registry is written before or after its name. */
export function artifactFor(image: string, artifacts: readonly Artifact[]): Artifact | undefined {
  const name = nameOf(image);
  return artifacts.find(
    (artifact) => name === artifact.image || (!artifact.isBorrowed && name.endsWith(`/${artifact.image}`)),
  );
}

/** `: did you mean "NAME"?` where an image is nearly an artifact: it is then a mistake, and no image from elsewhere. */
export function artifactHint(image: string, artifacts: readonly Artifact[]): string {
  return didYouMean(
    nameOf(image),
    artifacts.map((artifact) => artifact.image),
  );
}

/** Without tag and digest. */
function nameOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}
