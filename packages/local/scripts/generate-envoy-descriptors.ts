/**
 * Writes src/ads/generated/envoy-descriptors.binpb: a google.protobuf.FileDescriptorSet of the messages that the lab sends
 * to Envoy, and all that they are made of, without options and comments.
 *
 * Takes the unpacked Go modules (`go mod download -json MODULE@VERSION` prints a `Dir`):
 *   node scripts/generate-envoy-descriptors.ts GO_CONTROL_PLANE_ENVOY_DIR CNCF_XDS_GO_DIR GENPROTO_API_DIR GENPROTO_RPC_DIR
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  type EnumDescriptorProto,
  FieldOptionsSchema,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  file_google_protobuf_any,
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_wrappers,
  MessageOptionsSchema,
} from '@bufbuild/protobuf/wkt';
import { ROOTS, TYPED } from '../../istio/scripts/envoy-messages.ts';
import { fileDescriptors } from '../../istio/scripts/read-descriptors.ts';

const WELL_KNOWN = [
  ...[file_google_protobuf_any, file_google_protobuf_duration, file_google_protobuf_empty],
  ...[file_google_protobuf_struct, file_google_protobuf_timestamp, file_google_protobuf_wrappers],
].map(({ proto }) => proto);

/** Files of options alone, which say nothing of the binary form. */
const OPTIONS =
  /^(validate|(udpa|xds|envoy)\/annotations)\/|^google\/(api\/annotations|protobuf\/descriptor)/;

const read = fileDescriptors(process.argv.slice(2)).map((file) =>
  fromBinary(FileDescriptorProtoSchema, file),
);
const files = new Map([...WELL_KNOWN, ...read].map((file) => [file.name, file]));
const wanted = new Set([...ROOTS, ...Object.keys(TYPED), 'envoy.service.discovery.v3.DeltaDiscoveryRequest']);

/** In the order in which each comes after those that it imports. */
const closure = new Map<string, FileDescriptorProto>();

function add(name: string): void {
  if (closure.has(name) || OPTIONS.test(name)) return;
  const file = files.get(name);
  if (!file) throw new Error(`No definition of ${name}`);
  const dependency = file.dependency.filter((other) => !OPTIONS.test(other));
  for (const other of dependency) add(other);
  for (const message of file.messageType) stripMessage(message);
  for (const type of file.enumType) stripEnum(type);
  closure.set(name, {
    ...file,
    dependency,
    publicDependency: [],
    options: undefined,
    sourceCodeInfo: undefined,
  });
}

function stripMessage(message: DescriptorProto): void {
  const { mapEntry = false } = message.options ?? {};
  message.options = mapEntry ? create(MessageOptionsSchema, { mapEntry }) : undefined;
  for (const field of message.field) {
    const { packed } = field.options ?? {};
    field.options = packed === undefined ? undefined : create(FieldOptionsSchema, { packed });
  }
  for (const oneof of message.oneofDecl) oneof.options = undefined;
  for (const nested of message.nestedType) stripMessage(nested);
  for (const type of message.enumType) stripEnum(type);
}

function stripEnum(type: EnumDescriptorProto): void {
  type.options = undefined;
  for (const value of type.value) value.options = undefined;
}

for (const file of files.values()) {
  const names = file.messageType.map(({ name }) => `${file.package}.${name}`);
  if (names.some((name) => wanted.has(name))) add(file.name);
}
const set = create(FileDescriptorSetSchema, { file: [...closure.values()] });
const folder = join(import.meta.dirname, '../src/ads/generated');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'envoy-descriptors.binpb'), toBinary(FileDescriptorSetSchema, set));
