import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildMesh } from '../src/model/build-mesh.ts';
import { parseResources } from '../src/resources/parse-resources.ts';
import type { Resource } from '../src/resources/resource.ts';
import { translate } from '../src/xds/translate.ts';
import type { JsonObject } from './changes.ts';

export const GOLDEN = join(import.meta.dirname, '../testdata/golden');
/** The folder of the mesh that every feature is put on. */
export const BASE = 'base';

export interface Input {
  readonly resources: readonly Resource[];
  /** Codes of the errors that analysis finds, from comments `# Error: CODE`; none as a rule. */
  readonly expectedErrors: readonly string[];
}

/** A folder's input.yaml. Throws where it is no YAML. */
export function readInput(folder: string): Input {
  const text = readFileSync(join(GOLDEN, folder, 'input.yaml'), 'utf8');
  const { resources, findings } = parseResources(text);
  const [broken] = findings;
  if (broken) throw new Error(`${folder}/input.yaml: ${broken.message}`);
  const expectedErrors = [...text.matchAll(/^# Error: (\w+)$/gm)].map(([, code = '']) => code);
  return { resources, expectedErrors };
}

/** The base's resources with a feature's: one of the same kind and name takes the other's place. */
export function overlay(base: readonly Resource[], feature: readonly Resource[]): Resource[] {
  return [...new Map([...base, ...feature].map((resource) => [identityOf(resource), resource])).values()];
}

function identityOf({ apiVersion, kind, metadata }: Resource): string {
  return [apiVersion.split('/')[0], kind, metadata.namespace, metadata.name].join(' ');
}

/** The configuration of each workload that has a proxy (of its first replica), by `NAMESPACE/WORKLOAD`. */
export function configurations(resources: readonly Resource[]): Map<string, JsonObject> {
  const mesh = buildMesh(resources);
  const proxies = mesh.pods.filter(({ name, proxy }) => proxy !== 'none' && name.endsWith('-0'));
  return new Map(
    proxies.map((pod) => [`${pod.namespace}/${pod.workload}`, asSent(translate(mesh, pod))] as const),
  );
}

/** As JSON has it, without fields that are undefined. */
function asSent(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
