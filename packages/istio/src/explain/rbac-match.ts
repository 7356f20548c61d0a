import { typedConfigOf } from '../xds/typed-config.ts';
import type { Permission, Principal, RbacPolicy } from '../xds/types.ts';
import { matchesHeader, type RequestHeaders } from './header-match.ts';
import { isInRange } from './ip-range.ts';
import { type FilterMetadata, matchesMetadata } from './metadata-match.ts';
import { pathOnly } from './normalize-path.ts';
import { matchesPathTemplate } from './path-template.ts';
import { matchesString } from './string-match.ts';

/** What an RBAC filter can see of a connection and, in an HTTP filter, of the request. */
export interface RbacInput {
  readonly destinationAddress: string;
  readonly destinationPort: number;
  /** SNI; empty without TLS. */
  readonly serverName: string;
  /** The URI SAN of the client's certificate; absent without one. */
  readonly identity?: string;
  /** The address at the connection's other end. */
  readonly sourceAddress: string;
  /** The client's address, seen through trusted proxies. */
  readonly remoteAddress: string;
  /** Empty in a TCP filter. */
  readonly headers: RequestHeaders;
  readonly metadata: FilterMetadata;
}

/** envoy.config.rbac.v3.Policy: one of its permissions and one of its principals match. */
export function matchesPolicy({ permissions, principals }: RbacPolicy, input: RbacInput): boolean {
  return (
    permissions.some((permission) => matchesPermission(permission, input)) &&
    principals.some((principal) => matchesPrincipal(principal, input))
  );
}

function matchesPermission(permission: Permission, input: RbacInput): boolean {
  const { any, andRules, orRules, notRule } = permission;
  if (any) return true;
  if (andRules) return andRules.rules.every((rule) => matchesPermission(rule, input));
  if (orRules) return orRules.rules.some((rule) => matchesPermission(rule, input));
  if (notRule) return !matchesPermission(notRule, input);
  const { destinationIp, destinationPort, requestedServerName, sourcedMetadata } = permission;
  if (destinationIp) return isInRange(input.destinationAddress, destinationIp);
  if (destinationPort !== undefined) return input.destinationPort === destinationPort;
  if (requestedServerName) return matchesString(requestedServerName, input.serverName);
  if (sourcedMetadata) return matchesMetadata(sourcedMetadata.metadataMatcher, input.metadata);
  return matchesRequest(permission, input.headers);
}

function matchesRequest({ header, urlPath, uriTemplate }: Permission, headers: RequestHeaders): boolean {
  if (header) return matchesHeader(header, headers);
  const path = headers.get(':path');
  if (path === undefined) return false;
  if (urlPath) return matchesString(urlPath.path, pathOnly(path));
  const template = typedConfigOf(
    uriTemplate,
    'envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig',
  );
  return template !== undefined && matchesPathTemplate(template.pathTemplate, pathOnly(path));
}

function matchesPrincipal(principal: Principal, input: RbacInput): boolean {
  const { any, andIds, orIds, notId } = principal;
  if (any) return true;
  if (andIds) return andIds.ids.every((id) => matchesPrincipal(id, input));
  if (orIds) return orIds.ids.some((id) => matchesPrincipal(id, input));
  if (notId) return !matchesPrincipal(notId, input);
  const { authenticated, directRemoteIp, remoteIp, header, sourcedMetadata } = principal;
  if (authenticated) return matchesIdentity(authenticated, input.identity);
  if (directRemoteIp) return isInRange(input.sourceAddress, directRemoteIp);
  if (remoteIp) return isInRange(input.remoteAddress, remoteIp);
  if (sourcedMetadata) return matchesMetadata(sourcedMetadata.metadataMatcher, input.metadata);
  return header !== undefined && matchesHeader(header, input.headers);
}

function matchesIdentity(
  { principalName }: NonNullable<Principal['authenticated']>,
  identity: string | undefined,
): boolean {
  if (identity === undefined) return false;
  return principalName === undefined || matchesString(principalName, identity);
}
