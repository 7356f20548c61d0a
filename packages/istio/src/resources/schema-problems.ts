import { didYouMean } from '../findings/suggest.ts';
import generated from './generated/schemas.json' with { type: 'json' };
import { type FieldPath, formatPath } from './resource.ts';
import type { Schema, Schemas } from './schema.ts';
import { writeHint } from './write-hint.ts';

/** What is wrong with the value at a path. */
export interface Problem {
  readonly path: FieldPath;
  readonly message: string;
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
  const root = schemas.kinds[`${object.apiVersion} ${object.kind}`];
  return root === undefined ? [] : [...checkValue(object, root, [])];
}

function* checkValue(value: unknown, index: number, path: FieldPath): Generator<Problem> {
  const schema = schemas.shared[index] ?? {};
  // Kubernetes reads a key without a value as a field that is not set.
  if (value === null || value === undefined) return;
  const expected = expectedType(value, schema);
  if (expected) {
    yield {
      path,
      message: `${formatPath(path)} must be ${expected}, not ${describe(value)}${writeHint(value, schema, path)}`,
    };
    return;
  }
  const limit = exceededLimit(value, schema);
  if (limit) yield { path, message: `${formatPath(path)} ${limit}` };
  if (Array.isArray(value)) {
    for (const [position, item] of value.entries()) yield* checkItem(item, schema, [...path, position]);
  } else if (typeof value === 'object') {
    yield* checkFields(value as Record<string, unknown>, schema, path);
  }
}

function* checkItem(item: unknown, schema: Schema, path: FieldPath): Generator<Problem> {
  if (item === null) yield { path, message: `${formatPath(path)} is empty` };
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
    if (!isSet(field)) yield { path, message: `${formatPath([...path, field])} is required` };
  }
  for (const group of schema.atMostOne ?? []) {
    const set = group.filter(isSet);
    if (set.length > 1) {
      yield {
        path: [...path, set[1] as string],
        message: `${formatPath(path)} may set only one of ${set.join(', ')}`,
      };
    }
  }
}

function unknownField(field: string, names: readonly string[], parent: FieldPath): Problem {
  const place = parent.length > 0 ? ` in ${formatPath(parent)}` : '';
  return { path: [...parent, field], message: `unknown field "${field}"${place}${didYouMean(field, names)}` };
}

/** What the value should have been, undefined when it is that. */
function expectedType(value: unknown, { type, enum: allowed, intOrString }: Schema): string | undefined {
  if (intOrString) {
    return typeof value === 'number' || typeof value === 'string' ? undefined : 'text or a number';
  }
  if (allowed && !allowed.includes(value)) {
    const hint = typeof value === 'string' ? suggestEnum(value, allowed) : '';
    return hint || `one of ${allowed.filter((entry) => entry !== '').join(', ')}`;
  }
  switch (type) {
    case 'object':
      return typeof value === 'object' && !Array.isArray(value) ? undefined : 'a map';
    case 'array':
      return Array.isArray(value) ? undefined : 'a list';
    case 'integer':
      return Number.isInteger(value) ? undefined : 'a whole number';
    case 'number':
      return typeof value === 'number' ? undefined : 'a number';
    case 'string':
      return typeof value === 'string' ? undefined : 'text';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    default:
      return undefined;
  }
}

function suggestEnum(value: string, allowed: readonly unknown[]): string {
  const names = allowed.filter((entry): entry is string => typeof entry === 'string' && entry !== '');
  const hint = didYouMean(value, names);
  return hint ? `one of ${names.join(', ')} (${hint.slice(2, -1)})` : '';
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? `the text "${value}"` : `the ${typeof value} ${value}`;
}

function exceededLimit(value: unknown, schema: Schema): string | undefined {
  if (typeof value === 'number') {
    if (value < (schema.minimum ?? value)) return `must be at least ${schema.minimum}, not ${value}`;
    if (value > (schema.maximum ?? value)) return `must be at most ${schema.maximum}, not ${value}`;
  }
  if (typeof value === 'string') {
    if (value.length < (schema.minLength ?? 0)) return `must have at least ${schema.minLength} characters`;
    if (value.length > (schema.maxLength ?? value.length))
      return `must have at most ${schema.maxLength} characters`;
    if (schema.pattern && !new RegExp(schema.pattern).test(value))
      return `"${value}" does not match ${schema.pattern}`;
  }
  if (Array.isArray(value)) {
    if (value.length < (schema.minItems ?? 0)) return `must have at least ${schema.minItems} entries`;
    if (value.length > (schema.maxItems ?? value.length))
      return `must have at most ${schema.maxItems} entries`;
  }
  return undefined;
}
