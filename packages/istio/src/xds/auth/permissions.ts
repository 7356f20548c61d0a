import type { CidrRange } from '../../model/values.ts';
import type { Permission } from '../types.ts';
import { headerMatcher, stringMatcher } from './string-matcher.ts';

// What a rule says of the request's target, one value at a time, as Envoy's Permission. Undefined is a value that
// cannot be carried out. Source: istio pilot/pkg/security/authz/model/generator.go.

/** `operation.hosts`: the Host header, port included where the client sent one; case does not count. */
export function hostPermission(pattern: string): Permission {
  return { header: headerMatcher(':authority', pattern, true) };
}

/** `operation.methods`. */
export function methodPermission(pattern: string): Permission {
  return { header: headerMatcher(':method', pattern) };
}

/** `operation.paths`: the normalised path without its query; `{*}` and `{**}` make it a template. */
export function pathPermission(pattern: string): Permission {
  if (!pattern.includes('{*}') && !pattern.includes('{**}')) {
    return { urlPath: { path: stringMatcher(pattern) } };
  }
  return {
    uriTemplate: {
      name: 'uri-template',
      typedConfig: {
        '@type': 'type.googleapis.com/envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig',
        pathTemplate: pattern.replaceAll('{**}', '**').replaceAll('{*}', '*'),
      },
    },
  };
}

/** `operation.ports` and `destination.port`: the port of the workload, not of the Service. */
export function portPermission(port: number): Permission {
  return { destinationPort: port };
}

/** `destination.ip`. */
export function destinationIpPermission(range: CidrRange): Permission {
  return { destinationIp: range };
}

/** `connection.sni`. */
export function serverNamePermission(pattern: string): Permission {
  return { requestedServerName: stringMatcher(pattern) };
}

/**
 * `experimental.envoy.filters.NAME[KEY]`: metadata that an Envoy filter left; a value in brackets looks for a
 * member of a list.
 */
export function filterMetadataPermission(attribute: string, pattern: string): Permission | undefined {
  const [, filter, key] = /^experimental\.(envoy\.filters\.[^[]*)\[(.*?)\]?$/.exec(attribute) ?? [];
  if (filter === undefined || key === undefined) return undefined;
  const isList = pattern.startsWith('[') && pattern.endsWith(']');
  const stringMatch = stringMatcher(isList ? pattern.slice(1, -1) : pattern);
  const value = isList ? { listMatch: { oneOf: { stringMatch } } } : { stringMatch };
  return { sourcedMetadata: { metadataMatcher: { filter, path: [{ key }], value } } };
}
