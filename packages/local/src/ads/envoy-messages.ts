import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createFileRegistry,
  type DescMessage,
  fromBinary,
  fromJsonString,
  toBinary,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

/** What scripts/generate-envoy-descriptors.ts has made. */
const DESCRIPTORS = join(import.meta.dirname, 'generated', 'envoy-descriptors.binpb');

const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(DESCRIPTORS)));

/** The definition of a message, such as `envoy.config.cluster.v3.Cluster`. @throws Error where the lab has none */
export function messageType(name: string): DescMessage {
  const type = registry.getMessage(name);
  if (!type) throw new Error(`no definition of ${name} in ${DESCRIPTORS}`);
  return type;
}

/**
 * The binary form of a message that is given as JSON (protobuf documentation, "ProtoJSON Format").
 *
 * @throws Error in the library's words where a field is none of the message's
 */
export function encodeJson(type: string, json: object): Uint8Array {
  const message = messageType(type);
  // As text, in which a field without a value is absent.
  return toBinary(message, fromJsonString(message, JSON.stringify(json), { registry }));
}
