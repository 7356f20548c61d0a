import { REFUSALS } from '../../findings/catalogue/lab-032x.ts';
import type { HttpRouteSpec, ListenerSpec, ParentReference } from '../../resources/gateway-api-types.ts';
import type { Resource } from '../../resources/resource.ts';
import { overlaps } from '../hostname.ts';
import type { GatewayListener } from './listeners.ts';

/** Why a listener does not take an HTTPRoute, in words; undefined when it does (istio conversion.go, `referenceAllowed`). */
export function refusalOf(
  listener: GatewayListener,
  { port, sectionName }: ParentReference,
  route: Resource<HttpRouteSpec>,
): string | undefined {
  const { spec } = listener;
  if (port && port !== spec.port) return REFUSALS.port({ port });
  if (sectionName && sectionName !== spec.name) return REFUSALS.section({ section: sectionName });
  return hostnameRefusal(listener, route) ?? kindRefusal(spec);
}

/** One hostname in common is enough: the others lead nowhere there. */
function hostnameRefusal(
  { spec, hosts }: GatewayListener,
  { spec: { hostnames }, metadata: { namespace = 'default' } }: Resource<HttpRouteSpec>,
): string | undefined {
  const wanted = hostnames?.length ? hostnames : ['*'];
  const fitting = hosts.filter((entry) => {
    const host = entry.slice(entry.indexOf('/') + 1);
    return wanted.some((hostname) => overlaps(host, hostname));
  });
  if (fitting.length === 0) {
    return REFUSALS.hostname({ listener: spec.name, hostname: spec.hostname ?? '*', wanted });
  }
  const scopes = fitting.map((entry) => entry.split('/', 1)[0]);
  if (scopes.some((scope) => scope === '*' || scope === namespace)) return undefined;
  return REFUSALS.namespace({ listener: spec.name, namespace });
}

function kindRefusal({ name, allowedRoutes, protocol }: ListenerSpec): string | undefined {
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') return REFUSALS.protocol({ listener: name, protocol });
  const kinds = allowedRoutes?.kinds ?? [];
  const isAllowed = kinds.some(
    ({ group = 'gateway.networking.k8s.io', kind }) =>
      group === 'gateway.networking.k8s.io' && kind === 'HTTPRoute',
  );
  if (kinds.length === 0 || isAllowed) return undefined;
  return REFUSALS.kinds({ listener: name });
}
