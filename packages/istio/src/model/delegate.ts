import type { HttpMatchRequest, HttpRoute } from '../resources/istio-types.ts';
import type { WrittenVirtualService } from './virtual-service-types.ts';
import { isVisibleFrom } from './visibility.ts';

type StringMatch = NonNullable<HttpMatchRequest['uri']>;

/**
 * Puts the routes of delegate VirtualServices in the place of the root's routes that name them. A delegate that
 * does not exist, or that the root's namespace may not see, leaves no route; a delegate's route whose match is
 * not within the root's is dropped (Istio VirtualService `delegate`; istio virtualservice.go, `MergeHTTPRoutes`).
 */
export function mergeDelegates(
  root: WrittenVirtualService,
  delegates: ReadonlyMap<string, WrittenVirtualService>,
): WrittenVirtualService {
  if (!root.http.some(({ delegate }) => delegate)) return root;
  const merged = root.http.flatMap((route, index) => {
    if (!route.delegate) return { route, origin: root.origins[index] };
    const { name = '', namespace = root.namespace } = route.delegate;
    const delegate = delegates.get(`${namespace}/${name}`);
    if (!delegate || !isVisibleFrom(root.namespace, delegate.namespace, delegate.exportTo)) return [];
    return delegate.http.flatMap((inner, place) => {
      const both = mergeRoute(route, inner);
      return both ? { route: both, origin: delegate.origins[place] } : [];
    });
  });
  return {
    ...root,
    http: merged.map(({ route }) => route),
    origins: merged.flatMap(({ origin }) => origin ?? []),
  };
}

function mergeRoute({ delegate: _, ...root }: HttpRoute, inner: HttpRoute): HttpRoute | undefined {
  const match = mergeMatches(root.match ?? [], inner.match ?? []);
  if (!match) return undefined;
  const name = joinNames(root.name, inner.name);
  const { match: _own, ...rest } = { ...root, ...inner };
  return { ...rest, ...(name && { name }), ...(match.length > 0 && { match }) };
}

/** Every pair that does not conflict; undefined when some match of the delegate fits none of the root's. */
function mergeMatches(
  roots: readonly HttpMatchRequest[],
  inners: readonly HttpMatchRequest[],
): HttpMatchRequest[] | undefined {
  if (roots.length === 0) return [...inners];
  if (inners.length === 0) return [...roots];
  const merged = inners.map((inner) =>
    roots.filter((root) => !conflicts(root, inner)).map((root) => mergeMatch(root, inner)),
  );
  return merged.some((pairs) => pairs.length === 0) ? undefined : merged.flat();
}

function mergeMatch(root: HttpMatchRequest, inner: HttpMatchRequest): HttpMatchRequest {
  const name = joinNames(root.name, inner.name);
  const maps = (['headers', 'withoutHeaders', 'queryParams', 'sourceLabels'] as const)
    .filter((field) => root[field] ?? inner[field])
    .map((field) => [field, { ...root[field], ...inner[field] }]);
  const gateways = inner.gateways?.length ? inner.gateways : root.gateways;
  return {
    ...root,
    ...inner,
    ...Object.fromEntries(maps),
    ...(name && { name }),
    ...(gateways && { gateways }),
  };
}

function joinNames(root: string | undefined, inner: string | undefined): string | undefined {
  return root && inner ? `${root}-${inner}` : inner || root;
}

function conflicts(root: HttpMatchRequest, inner: HttpMatchRequest): boolean {
  const fields = ['uri', 'scheme', 'method', 'authority'] as const;
  const maps = ['headers', 'withoutHeaders', 'queryParams'] as const;
  return (
    fields.some((field) => stringConflict(root[field], inner[field])) ||
    maps.some((field) =>
      Object.entries(inner[field] ?? {}).some(([key, match]) => stringConflict(root[field]?.[key], match)),
    ) ||
    (root.ignoreUriCase ?? false) !== (inner.ignoreUriCase ?? false) ||
    Boolean(root.port && inner.port && root.port !== inner.port) ||
    Boolean(root.sourceNamespace && inner.sourceNamespace !== root.sourceNamespace) ||
    labelConflict(root.sourceLabels ?? {}, inner.sourceLabels ?? {}) ||
    gatewayConflict(root.gateways ?? [], inner.gateways ?? [])
  );
}

function labelConflict(root: Record<string, string>, inner: Record<string, string>): boolean {
  return Object.entries(inner).some(([key, value]) => root[key] !== undefined && root[key] !== value);
}

function gatewayConflict(root: readonly string[], inner: readonly string[]): boolean {
  if (root.length === 0 || inner.length === 0) return false;
  return root.length < inner.length || inner.some((gateway) => !root.includes(gateway));
}

/** Whether `inner` matches something that `root` does not; a regular expression on either side always does. */
function stringConflict(root: StringMatch | undefined, inner: StringMatch | undefined): boolean {
  if (!root || !inner) return false;
  if (root.exact) return inner.exact !== root.exact;
  if (root.prefix) return !(inner.prefix || inner.exact || '').startsWith(root.prefix);
  return true;
}
