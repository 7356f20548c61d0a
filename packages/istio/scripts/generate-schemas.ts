/**
 * Writes src/resources/generated/schemas.json: the shape of every kind that the lab checks, from the schemas that
 * Istio, Kubernetes and the Gateway API publish. Descriptions are dropped and equal parts are stored once.
 *
 * Takes the unpacked Go modules, whose versions it records (`go mod download -json MODULE@VERSION` prints a `Dir`):
 *   node scripts/generate-schemas.ts ISTIO_API_DIR KUBERNETES_DIR GATEWAY_API_DIR
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Schema, Schemas } from '../src/resources/schema.ts';

type Json = Record<string, unknown>;

/** The Kubernetes kinds that a manifest of an application is made of, by OpenAPI file. */
const KUBERNETES_KINDS: Readonly<Record<string, readonly string[]>> = {
  api__v1: [
    'ConfigMap',
    'Endpoints',
    'LimitRange',
    'Namespace',
    'PersistentVolumeClaim',
    'Pod',
    'ResourceQuota',
  ].concat(['Secret', 'Service', 'ServiceAccount']),
  apis__apps__v1: ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  apis__autoscaling__v2: ['HorizontalPodAutoscaler'],
  apis__batch__v1: ['CronJob', 'Job'],
  'apis__discovery.k8s.io__v1': ['EndpointSlice'],
  'apis__networking.k8s.io__v1': ['Ingress', 'NetworkPolicy'],
  apis__policy__v1: ['PodDisruptionBudget'],
  'apis__rbac.authorization.k8s.io__v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
};

/** Keywords that are kept as they are. */
const KEPT = ['type', 'enum', 'required', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum'].concat([
  'minItems',
  'maxItems',
]);

const shared: Schema[] = [];
const known = new Map<string, number>();
const kinds: Record<string, number> = {};

/** The place in the table of a schema that is equal to this one. */
function share(schema: Schema): number {
  const text = JSON.stringify(schema);
  const index = known.get(text) ?? shared.push(schema) - 1;
  known.set(text, index);
  return index;
}

function convert(written: Json, definitions: Json): number {
  const source = dereference(written, definitions);
  const schema: Json = {};
  for (const keyword of KEPT) if (keyword in source) schema[keyword] = source[keyword];
  if (source['x-kubernetes-int-or-string'] || isIntOrString(source)) {
    delete schema.type;
    schema.intOrString = true;
  }
  if (source['x-kubernetes-preserve-unknown-fields']) schema.open = true;
  if (source.items) schema.items = convert(source.items as Json, definitions);
  const properties = Object.entries((source.properties ?? {}) as Json);
  if (properties.length > 0) {
    schema.properties = Object.fromEntries(
      properties.map(([name, property]) => [name, convert(property as Json, definitions)]),
    );
  }
  const values = source.additionalProperties;
  if (typeof values === 'object') schema.values = convert(values as Json, definitions);
  const alternatives = exclusiveFields(source);
  if (alternatives.length > 0) schema.atMostOne = alternatives;
  return share(schema as Schema);
}

/** OpenAPI v3 of Kubernetes writes a reference as `allOf: [{ $ref }]`, to stand beside a default. */
function dereference(written: Json, definitions: Json): Json {
  const [first] = (written.allOf ?? []) as Json[];
  const reference = (written.$ref ?? first?.$ref) as string | undefined;
  return reference ? (definitions[reference.split('/').at(-1) ?? ''] as Json) : written;
}

function isIntOrString({ oneOf }: Json): boolean {
  return Array.isArray(oneOf) && oneOf.some(({ type }: Json) => type === 'integer' || type === 'number');
}

/** protobuf's oneof, which a CRD writes as `oneOf: [{ not: … }, { required: [a] }, { required: [b] }]`. */
function exclusiveFields({ oneOf, allOf }: Json): string[][] {
  const groups = [oneOf, ...((allOf ?? []) as Json[]).map((part) => part.oneOf)].filter(Array.isArray);
  return groups
    .map((group) => group.flatMap(({ required }: Json) => (Array.isArray(required) ? required : [])))
    .filter((fields) => fields.length > 1);
}

function addCustomResources(text: string): void {
  for (const document of parseAllDocuments(text)) {
    const definition = document.toJS() as {
      spec: { group: string; names: { kind: string }; versions: Json[] };
    } | null;
    for (const version of definition?.spec.versions ?? []) {
      const { group, names } = definition?.spec ?? { group: '', names: { kind: '' } };
      const schema = (version.schema as { openAPIV3Schema: Json }).openAPIV3Schema;
      kinds[`${group}/${version.name} ${names.kind}`] = convert(withMetadata(schema), objectMeta);
    }
  }
}

/** A CRD leaves metadata to the API server, which checks it against ObjectMeta. */
function withMetadata(schema: Json): Json {
  const { status: _, ...properties } = schema.properties as Json;
  const any = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    ...schema,
    properties: {
      ...properties,
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata,
      status: any,
    },
  };
}

function addKubernetes(dir: string): void {
  for (const [file, wanted] of Object.entries(KUBERNETES_KINDS)) {
    const definitions = readOpenApi(dir, file);
    for (const definition of Object.values(definitions) as Json[]) {
      const [id] = (definition['x-kubernetes-group-version-kind'] ?? []) as Record<string, string>[];
      if (!id || !wanted.includes(id.kind ?? '')) continue;
      const apiVersion = id.group ? `${id.group}/${id.version}` : id.version;
      kinds[`${apiVersion} ${id.kind}`] = convert(definition, definitions);
    }
  }
}

function readOpenApi(dir: string, file: string): Json {
  const text = readFileSync(join(dir, 'api/openapi-spec/v3', `${file}_openapi.json`), 'utf8');
  return (JSON.parse(text) as { components: { schemas: Json } }).components.schemas;
}

const [istio = '', kubernetes = '', gatewayApi = ''] = process.argv.slice(2);
const objectMeta = readOpenApi(kubernetes, 'apis__apps__v1');
const metadata = { $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' };

addKubernetes(kubernetes);
addCustomResources(readFileSync(join(istio, 'kubernetes/customresourcedefinitions.gen.yaml'), 'utf8'));
const standard = join(gatewayApi, 'config/crd/standard');
for (const file of readdirSync(standard).filter((name) => name.startsWith('gateway.'))) {
  addCustomResources(readFileSync(join(standard, file), 'utf8'));
}

const schemas: Schemas = { from: [istio, kubernetes, gatewayApi].map((dir) => basename(dir)), kinds, shared };
const target = join(import.meta.dirname, '../src/resources/generated/schemas.json');
writeFileSync(target, `${JSON.stringify(schemas).replaceAll('},{', '},\n{')}\n`);
