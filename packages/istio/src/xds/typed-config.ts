import type { Typed, TypedConfig, TypedMessages } from './generated/envoy.ts';

/** The settings of a filter or another extension, where they are the message of this full name. */
export function typedConfigOf<Name extends keyof TypedMessages>(
  extension: { readonly typedConfig?: TypedConfig } | undefined,
  name: Name,
): Typed<Name> | undefined {
  const settings = extension?.typedConfig;
  return settings && isOf(settings, name) ? settings : undefined;
}

/** Whether a message of an Any is the one of this full name. */
export function isOf<Name extends keyof TypedMessages>(
  message: TypedConfig,
  name: Name,
): message is Extract<TypedConfig, Typed<Name>> & Typed<Name> {
  return message['@type'] === `type.googleapis.com/${name}`;
}
