import { type Finding, findingOf } from '../findings/finding.ts';
import { type Message, message } from '../findings/message.ts';
import { isClusterScoped } from './cluster-scoped.ts';
import {
  type EarlierResources,
  earlierResources,
  noteSource,
  type Origins,
  originsOf,
  sourceOf,
} from './earlier-resources.ts';
import { findNode } from './find-node.ts';
import { takeOrigin } from './kustomize-origin.ts';
import { locateInOrigin } from './locate-in-origin.ts';
import { oncePer } from './once-per.ts';
import { readYaml, type YamlObject } from './read-yaml.ts';
import type { FieldPath, Metadata, Resource } from './resource.ts';

export interface ParseOptions {
  /** Name of the stream itself, for locations of resources that carry no origin; `stream` when absent, empty for no file. */
  readonly file?: string;
  /** Text of the files that kustomize read (resources, patches, kustomizations), by path as in its origins. */
  readonly origins?: ReadonlyMap<string, string>;
  /** Resources that were read before: what has not changed is not read again, and one that stands where it stood is the same object. */
  readonly before?: readonly Resource[];
  /** The same as `before`, looked up already. */
  readonly earlier?: EarlierResources;
}

export interface ParseResult {
  readonly resources: readonly Resource[];
  readonly findings: readonly Finding[];
}

/**
 * Reads a YAML stream into resources: what kustomize printed, or the text of any file. Entries of a `List` count
 * as resources of their own. kustomize's annotations are taken off, and `locate` answers with the file they
 * name. Broken YAML (LAB0101) and documents that are no Kubernetes object (LAB0105) become findings; the
 * resources are those that could be read. Never throws.
 */
export function parseResources(stream: string, options: ParseOptions = {}): ParseResult {
  const origins = originsOf(options.origins);
  const earlier = options.earlier ?? earlierResources(options.before ?? []);
  const source = readYaml(stream, options.file ?? 'stream', earlier.documents);
  const findings: Finding[] = [...source.findings];
  const resources: Resource[] = [];
  for (const object of source.objects) {
    const problem = identityProblem(object.value);
    if (problem) findings.push(notAnObject(object, problem));
    else resources.push(readResource(object, origins, earlier));
  }
  return { resources, findings };
}

interface IdentityProblem {
  readonly problem: Message;
  readonly path: FieldPath;
}

function notAnObject(object: YamlObject, { problem, path }: IdentityProblem): Finding {
  return findingOf(problem, { location: findNode(object, path).location });
}

function identityProblem(value: unknown): IdentityProblem | undefined {
  if (!isPlain(value)) return { problem: message('LAB0105.document'), path: [] };
  for (const field of ['apiVersion', 'kind']) {
    const problem = textProblem(field, value[field]);
    if (problem) return { problem, path: [field] };
  }
  if (!isPlain(value.metadata))
    return { problem: message('LAB0105.map', { field: 'metadata' }), path: ['metadata'] };
  const { name, annotations } = value.metadata;
  const problem = textProblem('metadata.name', name);
  if (problem) return { problem, path: ['metadata', 'name'] };
  if (annotations !== undefined && annotations !== null && !isPlain(annotations)) {
    return { problem: message('LAB0105.annotations'), path: ['metadata', 'annotations'] };
  }
  return undefined;
}

/** kubectl reads YAML 1.1 (sigs.k8s.io/yaml), and the API server takes no number or boolean for text. */
function textProblem(field: string, value: unknown): Message | undefined {
  if (typeof value === 'string' && value !== '') return undefined;
  if (typeof value === 'boolean') return message('LAB0105.truth', { field });
  if (value === undefined || value === null || value === '') return message('LAB0105.text', { field });
  const type = typeof value === 'number' ? 'a number' : Array.isArray(value) ? 'a list' : 'a map';
  return message('LAB0105.notText', { field, type });
}

function readResource(written: YamlObject, origins: Origins, earlier: EarlierResources): Resource {
  const { raw, origin } = readObject(written.value as Record<string, unknown>);
  const { document, file } = written;
  const { line = 1 } = written.positionOf(0);
  const source = { document, file, line, origin, ...origins };
  const known = earlier.take(raw, source);
  if (known) return known;
  const resource = buildResource(raw, written);
  noteSource(resource, source);
  return resource;
}

function buildResource(raw: Readonly<Record<string, unknown>>, written: YamlObject): Resource {
  const kind = raw.kind as string;
  const resource: Resource = {
    apiVersion: raw.apiVersion as string,
    kind,
    metadata: buildMetadata(raw.metadata as Metadata, kind),
    spec: raw.spec ?? {},
    raw,
    locate: (path = []) => {
      const { files, origin } = sourceOf(resource);
      return origin ? locateInOrigin(files, { value: raw, origin }, path) : findNode(written, path).location;
    },
  };
  return resource;
}

/** Once for each document, however often it is part of a stream. */
const readObject = oncePer((value: Readonly<Record<string, unknown>>) => {
  const { object, origin } = takeOrigin(value);
  return { raw: withoutNulls(object) as Readonly<Record<string, unknown>>, origin };
});

/** Kubernetes reads a key without a value as one that is not there; an empty entry of a list stays, as a mistake. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isPlain(value)) return value;
  const set = Object.entries(value).filter(([, entry]) => entry !== null);
  return Object.fromEntries(set.map(([key, entry]) => [key, withoutNulls(entry)]));
}

function buildMetadata(written: Metadata, kind: string): Metadata {
  if (isClusterScoped(kind)) return written;
  return { ...written, namespace: written.namespace ?? 'default' };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
