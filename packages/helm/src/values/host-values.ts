import { isDeepStrictEqual } from 'node:util';
import { appOf } from '../app-of.ts';
import { entriesAt, type FieldPath, groupOf, type Manifest, valueAt } from '../manifest.ts';
import type { Candidate } from './chart-value.ts';
import { matches } from './limits.ts';

/** A list of hosts that somebody outside the mesh calls by. */
interface Hosts {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  readonly hosts: readonly string[];
  /** Name of the app that the first of its routes leads to. */
  readonly app?: string | undefined;
}

/**
 * The hosts by which the gateway's routes are called: of VirtualServices that name a gateway, of HTTPRoutes and of
 * Gateways. A Gateway's list is the same value as that of a route which has the same hosts.
 */
export function hostValues(manifests: readonly Manifest[]): Candidate[] {
  const routes = manifests.flatMap((manifest) => routeHosts(manifests, manifest));
  const gateways = manifests.flatMap(gatewayHosts);
  return [...routes, ...gateways].map(({ manifest, path, hosts, app }) => {
    const route = routes.find((one) => isDeepStrictEqual(one.hosts, hosts));
    const names = [app ?? route?.app, manifest.metadata.name].filter((name) => name !== undefined);
    return {
      group: 'hosts',
      names,
      initial: hosts,
      place: { manifest, path, template: (value) => `{{ toJson ${value} }}` },
    };
  });
}

function routeHosts(manifests: readonly Manifest[], manifest: Manifest): Hosts[] {
  const { namespace } = manifest.metadata;
  if (manifest.kind === 'VirtualService') {
    const gateways = (valueAt(manifest, ['spec', 'gateways']) ?? []) as readonly string[];
    if (!gateways.some((name) => name !== 'mesh')) return [];
    const [app] = entriesAt(manifest, ['spec', 'http']).flatMap(([at]) =>
      entriesAt(manifest, [...at, 'route']).map(([, route]) =>
        appOf(manifests, String(valueAt(route, ['destination', 'host'])), namespace),
      ),
    );
    return hostsAt(manifest, ['spec', 'hosts'], app);
  }
  if (manifest.kind !== 'HTTPRoute') return [];
  const [app] = entriesAt(manifest, ['spec', 'rules']).flatMap(([at]) =>
    entriesAt(manifest, [...at, 'backendRefs']).map(([, ref]) =>
      appOf(manifests, String(valueAt(ref, ['name'])), namespace),
    ),
  );
  return hostsAt(manifest, ['spec', 'hostnames'], app);
}

function gatewayHosts(manifest: Manifest): Hosts[] {
  if (manifest.kind !== 'Gateway' || groupOf(manifest) !== 'networking.istio.io') return [];
  return entriesAt(manifest, ['spec', 'servers']).flatMap(([at]) => hostsAt(manifest, [...at, 'hosts']));
}

function hostsAt(manifest: Manifest, path: FieldPath, app?: string): Hosts[] {
  const hosts = valueAt(manifest, path);
  const isList = Array.isArray(hosts) && hosts.length > 0 && hosts.every((host) => matches('host', host));
  return isList ? [{ manifest, path, hosts, app }] : [];
}
