import type { Mesh } from '../../model/mesh.ts';
import { perMesh, perMeshAnd } from '../../model/per-mesh.ts';
import type { RouteDestination, VirtualServiceSpec } from '../../resources/istio-types.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';
import { fullHost } from './full-host.ts';

/** A place in a VirtualService that sends requests somewhere. */
export interface DestinationPlace {
  readonly resource: Resource<VirtualServiceSpec>;
  readonly path: FieldPath;
  readonly destination: RouteDestination;
  /** FQDN of the destination's host. */
  readonly host: string;
}

/** Every destination of every VirtualService: of routes of all three kinds, and of mirrors. */
export const destinations: (mesh: Mesh) => readonly DestinationPlace[] = perMesh((mesh) =>
  mesh.virtualServices.flatMap((resource) => destinationsIn(mesh, resource)),
);

/** Those of one VirtualService. */
export const destinationsIn: (
  mesh: Mesh,
  resource: Resource<VirtualServiceSpec>,
) => readonly DestinationPlace[] = perMeshAnd((mesh, resource: Resource<VirtualServiceSpec>) =>
  placesOf(resource.spec).map(({ path, destination }) => ({
    resource,
    path,
    destination,
    host: fullHost(mesh, resource, destination.host),
  })),
);

type Place = Pick<DestinationPlace, 'path' | 'destination'>;

function placesOf(spec: VirtualServiceSpec): Place[] {
  const routes = (['http', 'tls', 'tcp'] as const).flatMap((protocol) =>
    (spec[protocol] ?? []).flatMap((route, index) =>
      entryPlaces(route.route, ['spec', protocol, index, 'route']),
    ),
  );
  const mirrors = (spec.http ?? []).flatMap((route, index) => [
    ...(route.mirror ? [{ path: ['spec', 'http', index, 'mirror'], destination: route.mirror }] : []),
    ...entryPlaces(route.mirrors, ['spec', 'http', index, 'mirrors']),
  ]);
  return [...routes, ...mirrors];
}

function entryPlaces(
  entries: readonly { destination?: RouteDestination }[] | undefined,
  path: FieldPath,
): Place[] {
  return (entries ?? []).flatMap(({ destination }, index) =>
    destination ? [{ path: [...path, index, 'destination'], destination }] : [],
  );
}
