import type { HeaderModifier, RouteFilter } from '../../resources/gateway-api-types.ts';
import type { HttpRoute } from '../../resources/istio-types.ts';

type Headers = NonNullable<HttpRoute['headers']>;

/** The header operations of a filter; undefined for one that is no header modifier, or has nothing in it. */
export function headersOf(filter: RouteFilter): Headers | undefined {
  const { type, requestHeaderModifier, responseHeaderModifier } = filter;
  if (type === 'RequestHeaderModifier' && requestHeaderModifier) {
    return { request: operations(requestHeaderModifier) };
  }
  if (type === 'ResponseHeaderModifier' && responseHeaderModifier) {
    return { response: operations(responseHeaderModifier) };
  }
  return undefined;
}

/** The first header whose value HTTP does not allow; Istio drops all of an HTTPRoute that has one. */
export function invalidHeader({
  requestHeaderModifier,
  responseHeaderModifier,
}: RouteFilter): string | undefined {
  const modifiers = [requestHeaderModifier, responseHeaderModifier];
  const headers = modifiers.flatMap((modifier) => [...(modifier?.set ?? []), ...(modifier?.add ?? [])]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return headers.find(({ value }) => /[\0-\x08\x0a-\x1f\x7f]/.test(value))?.name;
}

function operations({ set, add, remove }: HeaderModifier): NonNullable<Headers['request']> {
  return {
    ...(set?.length && { set: toMap(set) }),
    ...(add?.length && { add: toMap(add) }),
    ...(remove?.length && { remove: [...remove] }),
  };
}

/** Names in lower case; of entries for one name the first counts. */
function toMap(headers: NonNullable<HeaderModifier['set']>): Record<string, string> {
  const entries = headers.map(({ name, value }) => [name.toLowerCase(), value] as const);
  return Object.fromEntries([...entries].reverse());
}
