import type { Typed, TypedConfig, TypedMessages } from './generated/envoy.ts';
import { HTTP_CONNECTION_MANAGER, TCP_PROXY } from './names.ts';
import type { FilterChain, HttpConnectionManager, TcpProxy } from './types.ts';

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

/** The TCP proxy of a filter chain; undefined for a chain that carries HTTP. */
export function tcpProxyOf({ filters }: FilterChain): TcpProxy | undefined {
  const filter = filters.find(({ name }) => name === TCP_PROXY);
  return typedConfigOf(filter, 'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy');
}

/** The HTTP connection manager of a filter chain; undefined for a chain that carries TCP. */
export function httpConnectionManagerOf({ filters }: FilterChain): HttpConnectionManager | undefined {
  return filters.map((filter) => typedConfigOf(filter, HTTP_CONNECTION_MANAGER)).find((found) => found);
}
