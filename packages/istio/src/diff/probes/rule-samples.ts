import { JWT_PAYLOAD } from '../../xds/names.ts';
import { typedConfigOf } from '../../xds/typed-config.ts';
import type {
  JwtAuthentication,
  MetadataMatcher,
  Permission,
  Principal,
  RbacPolicy,
  ValueMatcher,
} from '../../xds/types.ts';
import { textsFor, valuesFor } from './matched-texts.ts';
import { productOf, type RequestSample } from './request-sample.ts';

/** Requests that a policy of an RBAC filter matches, and those that come near; who sends them is not among it. */
export function ruleSamples({ permissions, principals }: RbacPolicy): RequestSample[] {
  const taken = productOf([permissions.flatMap(permissionSamples), principals.flatMap(principalSamples)]);
  return taken.flatMap((sample) => [sample, ...nearMisses(sample)]);
}

/** The same request with one part that is another. */
function nearMisses({ method, path, headers, jwt, ...rest }: RequestSample): RequestSample[] {
  const whole = {
    ...rest,
    ...(method && { method }),
    ...(path && { path }),
    ...(headers && { headers }),
    ...(jwt && { jwt }),
  };
  const { headers: _headers, ...bare } = whole;
  const { jwt: _jwt, ...withoutToken } = whole;
  return [
    ...(method ? [{ ...whole, method: method === 'GET' ? 'DELETE' : 'GET' }] : []),
    ...(path
      ? [
          { ...whole, path: '/nosuch' },
          { ...whole, path: `${path}x` },
        ]
      : []),
    ...(headers ? [bare] : []),
    ...(jwt ? [withoutToken] : []),
  ];
}

function permissionSamples(permission: Permission): readonly RequestSample[] {
  const { andRules, orRules, notRule, header, urlPath, uriTemplate } = permission;
  if (andRules) return productOf(andRules.rules.map(permissionSamples));
  if (orRules) return orRules.rules.flatMap(permissionSamples);
  if (notRule) return [{}, ...permissionSamples(notRule)];
  if (header) return headerSamples(header);
  if (urlPath)
    return textsFor(urlPath.path)
      .met.slice(0, 1)
      .map((path) => ({ path }));
  const template = typedConfigOf(
    uriTemplate,
    'envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig',
  );
  return template ? [{ path: template.pathTemplate.replaceAll(/\*\*|\*/g, 'x') }] : [{}];
}

function principalSamples(principal: Principal): readonly RequestSample[] {
  const { andIds, orIds, notId, header, sourcedMetadata } = principal;
  if (andIds) return productOf(andIds.ids.map(principalSamples));
  if (orIds) return orIds.ids.flatMap(principalSamples);
  if (notId) return [{}, ...principalSamples(notId)];
  if (header) return headerSamples(header);
  return sourcedMetadata ? claimSamples(sourcedMetadata.metadataMatcher) : [{}];
}

function headerSamples(header: NonNullable<Permission['header']>): RequestSample[] {
  const [value] = valuesFor(header).met;
  if (value === undefined) return [{}];
  if (header.name === ':method') return [{ method: value }];
  if (header.name === ':authority') return [{ host: value }];
  return header.name.startsWith(':') ? [{}] : [{ headers: { [header.name.toLowerCase()]: value } }];
}

/** A token with the claim that a matcher asks for; none for what is not a claim. */
export function claimSamples({ path, value }: MetadataMatcher): RequestSample[] {
  const [root, ...claims] = path.map(({ key }) => key);
  const text = textOf(value);
  if (root !== JWT_PAYLOAD || text === undefined) return [{}];
  const [name = '', ...below] = claims;
  // Whoever issued it, and to whomever.
  if (value.stringMatch?.safeRegex && (name === 'iss' || name === 'sub'))
    return [{ jwt: { subject: SOMEBODY } }];
  if (below.length === 0 && name === 'iss') return [{ jwt: { issuer: text } }];
  if (below.length === 0 && name === 'sub') return [{ jwt: { subject: text } }];
  if (below.length === 0 && name === 'aud') return [{ jwt: { audience: text } }];
  const nested = below.reduceRight<unknown>((inner, key) => ({ [key]: inner }), text);
  return [{ jwt: { claims: { [name]: nested } } }];
}

function textOf({ orMatch, listMatch, stringMatch }: ValueMatcher): string | undefined {
  if (stringMatch) return textsFor(stringMatch).met[0];
  if (listMatch) return textOf(listMatch.oneOf);
  return orMatch?.valueMatchers.map(textOf).find((text) => text !== undefined);
}

const SOMEBODY = 'somebody';

/** Tokens of every issuer that a filter knows: one that holds, and one that does not. */
export function tokenSamples({ providers }: JwtAuthentication): RequestSample[] {
  return Object.values(providers).flatMap(({ issuer, audiences }) => {
    if (issuer === undefined) return [];
    const jwt = { issuer, subject: SOMEBODY, ...(audiences?.length && { audience: audiences }) };
    return [{ jwt }, { jwt: { ...jwt, invalid: true } }];
  });
}
