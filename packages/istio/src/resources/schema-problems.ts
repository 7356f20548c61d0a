import { type Message, message } from '../findings/message.ts';
import { formatPath } from '../findings/place.ts';
import { didYouMean } from '../findings/suggest.ts';
import generated from './generated/schemas.json' with { type: 'json' };
import type { FieldPath } from './resource.ts';
import { asDeployment, isRollout } from './rollout.ts';
import type { Schema, Schemas } from './schema.ts';
import { exceededLimit, wrongType } from './schema-value.ts';

/** What is wrong with the value at a path. */
export interface Problem {
  readonly path: FieldPath;
  readonly message: Message<'IST0106'>;
}

const schemas = generated as unknown as Schemas;

/** Kinds that are there and whose fields the lab does not check. */
const WITHOUT_SCHEMA = new Set([
  ...['Binding', 'Event', 'Node', 'PersistentVolume', 'PodTemplate', 'ReplicationController'].map(
    (kind) => `v1 ${kind}`,
  ),
  'apps/v1 ControllerRevision',
  'autoscaling/v1 HorizontalPodAutoscaler',
  'networking.k8s.io/v1 IngressClass',
  'networking.k8s.io/v1 IPAddress',
  'networking.k8s.io/v1 ServiceCIDR',
  'policy/v1 Eviction',
  ...['TCPRoute', 'TLSRoute', 'UDPRoute'].flatMap((kind) => [
    `gateway.networking.k8s.io/v1alpha2 ${kind}`,
    `gateway.networking.k8s.io/v1alpha3 ${kind}`,
  ]),
]);

/** Whether Kubernetes, Istio or the Gateway API has such a kind in a version the lab knows. */
export function isKnownKind(apiVersion: string, kind: string): boolean {
  const key = `${apiVersion} ${kind}`;
  return key in schemas.kinds || WITHOUT_SCHEMA.has(key);
}

/** Where a kind of this name is: the newest version of each group that has one. */
export function apiVersionsOf(kind: string): string[] {
  const versions = [...Object.keys(schemas.kinds), ...WITHOUT_SCHEMA]
    .filter((key) => key.endsWith(` ${kind}`))
    .map((key) => key.slice(0, -kind.length - 1));
  const newest = Map.groupBy(versions.sort(byMaturity), groupOf);
  return [...newest.values()].flatMap(([first]) => first ?? []);
}

/** `v1` before `v1beta1` before `v1alpha3`, and a higher number before a lower one. */
function byMaturity(a: string, b: string): number {
  const rank = (apiVersion: string) => {
    const [, stage = '', number = '0'] = /v\d+(alpha|beta)?(\d+)?$/.exec(apiVersion) ?? [];
    return ['alpha', 'beta', ''].indexOf(stage) * 100 + Number(number);
  };
  return rank(b) - rank(a);
}

/** The API groups of which the lab knows the kinds; Kubernetes' core group is empty. */
export function knownGroups(): string[] {
  return [...KINDS_BY_GROUP.keys()];
}

/** Every kind of an API group as `APIVERSION KIND`; none for a group that the lab does not know. */
export function kindsOfGroup(apiVersion: string): readonly string[] {
  return KINDS_BY_GROUP.get(groupOf(apiVersion)) ?? [];
}

const KINDS_BY_GROUP = Map.groupBy(Object.keys(schemas.kinds), (key) => groupOf(key.split(' ', 1)[0] ?? ''));

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/', 1)[0] ?? '') : '';
}

/**
 * Checks an object against the schema that its API publishes, as `kubectl apply` does with strict field
 * validation: unknown fields, types, enums, limits and patterns. Empty for a kind without a schema.
 */
export function schemaProblems(object: Readonly<Record<string, unknown>>): Problem[] {
  const known = isRollout(object) ? asDeployment(object) : object;
  const root = known && schemas.kinds[`${known.apiVersion} ${known.kind}`];
  return root === undefined ? [] : [...checkValue(known, root, [])];
}

function* checkValue(value: unknown, index: number, path: FieldPath): Generator<Problem> {
  const schema = schemas.shared[index] ?? {};
  // Kubernetes reads a key without a value as a field that is not set.
  if (value === null || value === undefined) return;
  const wrong = wrongType(value, schema, path);
  if (wrong) {
    yield { path, message: wrong };
    return;
  }
  const limit = exceededLimit(value, schema, formatPath(path));
  if (limit) yield { path, message: limit };
  if (Array.isArray(value)) {
    for (const [position, item] of value.entries()) yield* checkItem(item, schema, [...path, position]);
  } else if (typeof value === 'object') {
    yield* checkFields(value as Record<string, unknown>, schema, path);
  }
}

function* checkItem(item: unknown, schema: Schema, path: FieldPath): Generator<Problem> {
  if (item === null) yield { path, message: message('IST0106.emptyItem', { field: formatPath(path) }) };
  else if (schema.items !== undefined) yield* checkValue(item, schema.items, path);
}

function* checkFields(value: Record<string, unknown>, schema: Schema, path: FieldPath): Generator<Problem> {
  const names = Object.keys(schema.properties ?? {});
  for (const [field, entry] of Object.entries(value)) {
    const child = schema.properties?.[field] ?? schema.values;
    if (child !== undefined) yield* checkValue(entry, child, [...path, field]);
    else if (!schema.open && names.length > 0) yield unknownField(field, names, path);
  }
  const isSet = (field: string) => value[field] !== null && value[field] !== undefined;
  for (const field of schema.required ?? []) {
    if (!isSet(field))
      yield { path, message: message('IST0106.required', { field: formatPath([...path, field]) }) };
  }
  for (const group of schema.atMostOne ?? []) {
    const set = group.filter(isSet);
    if (set.length > 1) {
      yield {
        path: [...path, set[1] as string],
        message: message('IST0106.onlyOneOf', { field: formatPath(path), set }),
      };
    }
  }
}

function unknownField(field: string, names: readonly string[], parent: FieldPath): Problem {
  const args = { field, parent: formatPath(parent), hint: didYouMean(field, names) };
  return { path: [...parent, field], message: message('IST0106.unknownField', args) };
}
