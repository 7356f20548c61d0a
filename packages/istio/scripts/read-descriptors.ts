import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';

/** google/protobuf/descriptor.proto and validate/validate.proto, as far as types are written from them. */
const DESCRIPTOR = `
syntax = "proto2";
message File {
  optional string package = 2;
  repeated Message messages = 4;
  repeated Enum enums = 5;
}
message Message {
  optional string name = 1;
  repeated Field fields = 2;
  repeated Message messages = 3;
  repeated Enum enums = 4;
  optional MessageOptions options = 7;
}
message MessageOptions { optional bool map_entry = 7; }
message Field {
  optional string name = 1;
  optional int32 label = 4;
  optional int32 type = 5;
  optional string type_name = 6;
  optional int32 oneof_index = 9 [default = -1];
  optional string json_name = 10;
  optional FieldOptions options = 8;
}
message FieldOptions { optional Rules rules = 1071; }
message Rules {
  optional StringRules string = 14;
  optional RequiredSecond message = 17;
  optional RepeatedRules repeated = 18;
  optional RequiredFirst any = 20;
  optional RequiredFirst duration = 21;
}
message StringRules { optional uint32 min_len = 2; optional uint32 min_bytes = 4; }
message RepeatedRules { optional uint32 min_items = 1; }
message RequiredFirst { optional bool required = 1; }
message RequiredSecond { optional bool required = 2; }
message Enum { optional string name = 1; repeated EnumValue values = 2; }
message EnumValue { optional string name = 1; }
`;

export interface Field {
  readonly label: number;
  readonly type: number;
  /** With a leading dot; empty for a scalar. */
  readonly typeName: string;
  /** -1 for a field of no oneof. */
  readonly oneofIndex: number;
  readonly jsonName: string;
  readonly options?: { readonly rules?: Rules };
}

interface Rules {
  readonly string?: { readonly minLen: number; readonly minBytes: number };
  readonly message?: { readonly required: boolean };
  readonly repeated?: { readonly minItems: number };
  readonly any?: { readonly required: boolean };
  readonly duration?: { readonly required: boolean };
}

export interface Message {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly messages: readonly Message[];
  readonly enums: readonly Enum[];
  readonly options?: { readonly mapEntry: boolean };
}

interface Enum {
  readonly name: string;
  readonly values: readonly { readonly name: string }[];
}

/** Definitions by full name, such as `envoy.config.cluster.v3.Cluster`. */
export interface Definitions {
  readonly messages: ReadonlyMap<string, Message>;
  /** The names of an enum's values. */
  readonly enums: ReadonlyMap<string, readonly string[]>;
}

/**
 * The protobuf definitions from which protoc-gen-go made the Go files of some folders. Each Go file has them as
 * a FileDescriptorProto, in a string constant.
 */
export function readDescriptors(folders: readonly string[]): Definitions {
  const messages = new Map<string, Message>();
  const enums = new Map<string, readonly string[]>();
  const add = (scope: string, part: Pick<Message, 'messages' | 'enums'>) => {
    for (const { name, values } of part.enums)
      enums.set(
        `${scope}.${name}`,
        values.map((value) => value.name),
      );
    for (const message of part.messages) {
      messages.set(`${scope}.${message.name}`, message);
      add(`${scope}.${message.name}`, message);
    }
  };
  const File = protobuf.parse(DESCRIPTOR).root.lookupType('File');
  for (const descriptor of fileDescriptors(folders)) {
    const file = File.toObject(File.decode(descriptor), { arrays: true, defaults: true });
    add(file.package, file as Message);
  }
  return { messages, enums };
}

/** The FileDescriptorProto of each Go file that protoc-gen-go wrote into some folders. */
export function fileDescriptors(folders: readonly string[]): Uint8Array[] {
  return folders.flatMap(goSources).flatMap((text) => {
    const [, constant] = /_rawDesc = "" \+\n((?:\t".*"(?: \+)?\n)+)/.exec(text) ?? [];
    if (constant) return [goBytes(constant)];
    // As older ones have it.
    const [, list] = /_rawDesc = \[\]byte\{([^}]+)\}/.exec(text) ?? [];
    return list ? [Buffer.from(list.replaceAll(/0x|[^0-9a-f]/g, ''), 'hex')] : [];
  });
}

function goSources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.pb.go') && !file.endsWith('_vtproto.pb.go'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}

/** Escapes of one character in a Go string (The Go Programming Language Specification, "String literals"). */
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '"': '"', '\\': '\\' },
};

/** The bytes of a concatenation of Go strings, one a line. */
function goBytes(constant: string): Uint8Array {
  const escaped = [...constant.matchAll(/^\t"(.*)"/gm)].map(([, line]) => line).join('');
  const parts = escaped.matchAll(/\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|\\U([0-9a-f]{8})|\\(.)|[^\\]+/g);
  return Buffer.concat(
    [...parts].map(([text, byte, short, long, letter]) => {
      if (byte) return Buffer.from(byte, 'hex');
      const code = short ?? long;
      if (code) return Buffer.from(String.fromCodePoint(Number.parseInt(code, 16)));
      return Buffer.from(letter ? (ESCAPES[letter] ?? '') : text);
    }),
  );
}
