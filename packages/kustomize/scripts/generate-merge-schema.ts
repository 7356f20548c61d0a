/**
 * Writes src/generated/merge-schema.json: of the OpenAPI schema that kustomize 4.5.4 has in it, what a strategic merge
 * patch asks of it, which is by which key a list of a built-in kind is merged. All else is left out: 30 KB of 5 MB.
 *
 * Takes the unpacked Go module (`go mod download -json sigs.k8s.io/kustomize/kyaml@v0.13.6` prints a `Dir`):
 *   node scripts/generate-merge-schema.ts KYAML_DIR
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Schema {
  readonly type?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly [extension: string]: unknown;
}

const MERGE = ['x-kubernetes-patch-merge-key', 'x-kubernetes-patch-strategy'];
const KIND = 'x-kubernetes-group-version-kind';

const [folder = ''] = process.argv.slice(2);
const swagger = JSON.parse(
  readFileSync(join(folder, 'openapi/kubernetesapi/v1212/swagger.json'), 'utf8'),
) as { definitions: Readonly<Record<string, Schema>> };

/** Definitions that say how something is merged, or lead to one that does. */
function relevantNames(): ReadonlySet<string> {
  const names = new Set<string>();
  for (let size = -1; size < names.size; ) {
    size = names.size;
    for (const [name, schema] of Object.entries(swagger.definitions)) {
      if (reduce(schema, names)) names.add(name);
    }
  }
  return names;
}

/** The schema without what is not about merging; undefined where nothing is left. */
function reduce(schema: Schema, names: ReadonlySet<string>): Schema | undefined {
  const { type, $ref } = schema;
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const reduced = reduce(value, names);
    return reduced ? [[name, reduced] as const] : [];
  });
  const items = schema.items && reduce(schema.items, names);
  const merge = MERGE.filter((key) => key in schema).map((key) => [key, schema[key]] as const);
  const refers = $ref !== undefined && names.has($ref.replace('#/definitions/', ''));
  if (fields.length + merge.length === 0 && !items && !refers) return undefined;
  return {
    ...(type && { type }),
    ...(refers && { $ref }),
    ...(fields.length > 0 && { properties: Object.fromEntries(fields) }),
    ...(items ? { items } : schema.items && { items: { type: schema.items.type ?? 'object' } }),
    ...Object.fromEntries(merge),
  };
}

const names = relevantNames();
const definitions = Object.fromEntries(
  Object.entries(swagger.definitions)
    .filter(([name]) => names.has(name))
    .map(([name, schema]) => {
      const kind = schema[KIND];
      return [name, { ...reduce(schema, names), ...(kind ? { [KIND]: kind } : {}) }];
    }),
);
const schema = { swagger: '2.0', info: { title: 'Kubernetes', version: 'v1.21.2' }, paths: {}, definitions };
writeFileSync(join(import.meta.dirname, '../src/generated/merge-schema.json'), `${JSON.stringify(schema)}\n`);
