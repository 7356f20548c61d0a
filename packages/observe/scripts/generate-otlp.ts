/**
 * Writes src/otlp/generated/: the messages of OTLP's trace service as protobufjs reads them (definitions.json), and
 * as types of what it reads (messages.ts).
 *
 * Takes the unpacked Go module, whose version it records (`go mod download -json MODULE@VERSION` prints a `Dir`):
 *   node scripts/generate-otlp.ts GO_OPENTELEMETRY_PROTO_OTLP_DIR
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import protobuf from 'protobufjs';
import 'protobufjs/ext/descriptor.js';

const [folder = ''] = process.argv.slice(2);
const FILES = [
  'common/v1/common',
  'resource/v1/resource',
  'trace/v1/trace',
  'collector/trace/v1/trace_service',
];
/** Characters that Go writes by a letter (The Go Programming Language Specification, "String literals"). */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n' },
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The FileDescriptorProto that protoc-gen-go left in a Go file. */
function descriptorIn(file: string): Uint8Array {
  const [, constant = ''] =
    /_rawDesc = "" \+\n((?:\t".*"(?: \+)?\n)+)/.exec(readFileSync(join(folder, `${file}.pb.go`), 'utf8')) ??
    [];
  const text = [...constant.matchAll(/^\t"(.*)"/gm)].map(([, line]) => line).join('');
  const parts = [...text.matchAll(/\\x([0-9a-f]{2})|\\(.)|[^\\]+/g)].map(([written, byte, letter]) =>
    byte ? Buffer.from(byte, 'hex') : Buffer.from(letter ? (LETTERS[letter] ?? letter) : written),
  );
  return Buffer.concat(parts);
}

/** Each file is one field of the set, so that the set is the fields one after the other. */
const writer = protobuf.Writer.create();
for (const file of FILES) writer.uint32(10).bytes(descriptorIn(file));
const root = protobuf.Root.fromDescriptor(writer.finish()).resolveAll();

const TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  bool: 'boolean',
  bytes: 'Uint8Array',
  int64: 'Int64',
  fixed64: 'Int64',
};

function typeOf(field: protobuf.Field): string {
  if (field.resolvedType instanceof protobuf.Type) return field.resolvedType.name;
  return TYPES[field.type] ?? 'number';
}

function property(field: protobuf.Field): string {
  const type = typeOf(field);
  if (field.repeated) return `readonly ${field.name}: readonly ${type}[];`;
  const mayBeUnset = !field.partOf && field.resolvedType instanceof protobuf.Type;
  return `readonly ${field.name}: ${type}${mayBeUnset ? ' | null' : ''};`;
}

/** Which of a oneof's fields is set; the others have the default of their type. */
function oneof({ name, oneof: fields }: protobuf.OneOf): string {
  return `readonly ${name}?: ${fields.map((field) => `'${field}'`).join(' | ')};`;
}

function interfaceOf(message: protobuf.Type): string {
  const properties = [...message.oneofsArray.map(oneof), ...message.fieldsArray.map(property)];
  const lines = properties.map((line) => `  ${line}\n`).join('');
  return `/** ${message.fullName.slice(1)} */\nexport interface ${message.name} {\n${lines}}\n`;
}

/** A message and all that it is made of. */
function closure(message: protobuf.Type, known = new Set<protobuf.Type>()): Set<protobuf.Type> {
  if (known.has(message)) return known;
  known.add(message);
  for (const { resolvedType } of message.fieldsArray) {
    if (resolvedType instanceof protobuf.Type) closure(resolvedType, known);
  }
  return known;
}

const from = basename(folder);
const source = `go.opentelemetry.io/proto/${from}`;
const request = root.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest');
const interfaces = [...closure(request)].map(interfaceOf);
const head = `// Written by scripts/generate-otlp.ts from ${source}; do not edit.

/** A number of 64 bits. */
export interface Int64 {
  toNumber(): number;
  toString(): string;
}
`;
const generated = join(import.meta.dirname, '../src/otlp/generated');
writeFileSync(join(generated, 'messages.ts'), [head, ...interfaces].join('\n'));
writeFileSync(
  join(generated, 'definitions.json'),
  `${JSON.stringify({ from: source, ...root.toJSON() }, null, 1)}\n`,
);
