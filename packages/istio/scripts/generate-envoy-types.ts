/**
 * Writes src/xds/generated/envoy.ts: the messages of Envoy's API that the lab emits or reads, and all that they are made
 * of, as types of their JSON form (protobuf documentation, "ProtoJSON Format"). A field is required where Envoy's
 * own rules (`validate.rules`) have it so, and where the lab always writes it.
 *
 * Takes the unpacked Go modules, whose versions it records (`go mod download -json MODULE@VERSION` prints a `Dir`):
 *   node scripts/generate-envoy-types.ts GO_CONTROL_PLANE_ENVOY_DIR CNCF_XDS_GO_DIR
 */
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ALWAYS, NAMES, ROOTS, TYPED } from './envoy-messages.ts';
import { type Field, type Message, readDescriptors } from './read-descriptors.ts';

/** Types of FieldDescriptorProto that are no message and no enum. */
const SCALARS: Readonly<Record<number, string>> = {
  ...{ 1: 'number', 2: 'number', 5: 'number', 7: 'number', 13: 'number', 15: 'number', 17: 'number' },
  ...{
    3: 'Int64',
    4: 'Int64',
    6: 'Int64',
    16: 'Int64',
    18: 'Int64',
    8: 'boolean',
    9: 'string',
    12: 'Base64',
  },
};

/** Messages that have a JSON form of their own, and those of other projects, which the lab neither writes nor reads. */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  'google.protobuf.Any': 'TypedConfig',
  'google.protobuf.BoolValue': 'boolean',
  'google.protobuf.DoubleValue': 'number',
  'google.protobuf.Duration': 'Duration',
  'google.protobuf.Empty': 'Empty',
  'google.protobuf.Struct': 'JsonObject',
  'google.protobuf.UInt32Value': 'number',
  'google.protobuf.UInt64Value': 'Int64',
  'google.api.expr.v1alpha1.CheckedExpr': 'JsonObject',
  'google.api.expr.v1alpha1.Expr': 'JsonObject',
  'google.rpc.Status': 'JsonObject',
};

const PREAMBLE = `
/** Such as \`1.5s\`. */
export type Duration = string;
export type Base64 = string;
/** A string where a number would lose digits. */
export type Int64 = number | string;
export type Empty = Readonly<Record<string, never>>;
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [name: string]: JsonValue | undefined };

/** A message with its type, which says what its fields are. */
export type Typed<Name extends keyof TypedMessages> = {
  readonly '@type': \`type.googleapis.com/\${Name}\`;
} & (string extends keyof TypedMessages[Name] ? unknown : TypedMessages[Name]);

/** google.protobuf.Any */
export type TypedConfig = { [Name in keyof TypedMessages]: Typed<Name> }[keyof TypedMessages];
`;

const [envoy = '', xds = ''] = process.argv.slice(2);
const { messages, enums } = readDescriptors([envoy, xds]);

/** Full names of the roots and of all that they are made of. */
function closure(): string[] {
  const found = new Set<string>([...ROOTS, ...Object.keys(TYPED)]);
  for (const name of found) {
    for (const { typeName } of messages.get(name)?.fields ?? []) {
      const part = typeName.slice(1);
      if (typeName && !WELL_KNOWN[part]) found.add(part);
    }
  }
  const unknown = [...found].filter((name) => !messages.has(name) && !enums.has(name));
  if (unknown.length > 0) throw new Error(`No definition of ${unknown.join(', ')}`);
  return [...found].filter((name) => !messages.get(name)?.options?.mapEntry).sort();
}

/** `envoy.config.cluster.v3.Cluster.LbConfig` → `ClusterLbConfig`; two of one name take their package's. */
function nameTypes(fullNames: readonly string[]): ReadonlyMap<string, string> {
  const sharing = Map.groupBy(fullNames, shortName);
  const named = fullNames.map((name): [string, string] => {
    const own = shortName(name);
    const prefix = (sharing.get(own)?.length ?? 0) > 1 ? pascalCase(packageOf(name)) : '';
    return [name, TYPED[name] || NAMES[name] || prefix + own];
  });
  const twice = [...Map.groupBy(named, ([, own]) => own).values()].filter((group) => group.length > 1);
  if (twice.length > 0) throw new Error(`Names that collide: ${twice.flat().join(' ')}`);
  return new Map(named);
}

function shortName(fullName: string): string {
  const own = fullName.split('.').filter((part) => /^[A-Z]/.test(part));
  return [fullName.startsWith('xds.') ? 'Xds' : '', ...own].join('');
}

/** The last part of a package's name that says something: `cluster` of `envoy.config.cluster.v3`. */
function packageOf(fullName: string): string {
  return fullName.split('.').findLast((part) => /^[a-z]/.test(part) && !/^v\d/.test(part)) ?? '';
}

function pascalCase(text: string): string {
  return text.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function typeOf({ type, typeName, label }: Field, repeated = label === 3): string {
  const name = typeName.slice(1);
  const message = messages.get(name);
  if (message?.options?.mapEntry) return `Readonly<Record<string, ${typeOf(message.fields[1] as Field)}>>`;
  const one = SCALARS[type] ?? WELL_KNOWN[name] ?? names.get(name);
  if (!one) throw new Error(`No type for ${name || type}`);
  return repeated ? `readonly ${one}[]` : one;
}

/** One of a oneof is not: its rules hold where it is the one that is set. */
function isRequired({ jsonName, oneofIndex, options }: Field, fullName: string): boolean {
  if (ALWAYS[fullName]?.includes(jsonName)) return true;
  const { string, message, repeated, any, duration } = options?.rules ?? {};
  const length = (string?.minLen ?? 0) + (string?.minBytes ?? 0) + (repeated?.minItems ?? 0);
  const required = message?.required || any?.required || duration?.required;
  return oneofIndex < 0 && (length > 0 || required === true);
}

function declaration(fullName: string): string {
  const name = names.get(fullName);
  const values = enums.get(fullName);
  const doc = `/** ${fullName} */\n`;
  if (values) return `${doc}export type ${name} =\n${values.map((value) => `  | '${value}'`).join('\n')};\n`;
  const { fields } = messages.get(fullName) as Message;
  if (fields.length === 0) return `${doc}export type ${name} = Empty;\n`;
  const lines = fields.map((field) => {
    return `  readonly ${field.jsonName}${isRequired(field, fullName) ? '' : '?'}: ${typeOf(field)};`;
  });
  return `${doc}export interface ${name} {\n${lines.join('\n')}\n}\n`;
}

const all = closure();
const names = nameTypes(all);
const typed = Object.keys(TYPED).map((name) => `  readonly '${name}': ${names.get(name)};`);
const modules = [envoy, xds].map((dir) => dir.split('/mod/').at(-1) ?? basename(dir));
const text = [
  `/**\n * Generated by scripts/generate-envoy-types.ts from ${modules.join('\n * and ')}\n * (Apache-2.0). Not to be edited.\n */`,
  PREAMBLE,
  `/** Messages that stand in an Any, by full name. */\nexport interface TypedMessages {\n${typed.join('\n')}\n}\n`,
  ...all.map(declaration),
].join('\n');
writeFileSync(join(import.meta.dirname, '../src/xds/generated/envoy.ts'), text);
