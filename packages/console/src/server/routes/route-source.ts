import { join } from 'node:path';
import { type Mesh, parseClusterName, type Route, routeSource, translate } from '@lab/istio';
import { sourceLines } from '../../configuration/source-lines.ts';
import { nodesBehind } from '../../picture/nodes.ts';
import type { RouteAnswer } from '../../protocol.ts';
import type { ApiRequest, Routes } from '../route.ts';

/** Where the routes are written that requests took. */
export const routeSourceRoutes: Routes = { 'GET /api/route': routeOf };

/** The route of a proxy by its name in access logs; of several with one name the one that leads to the node. */
async function routeOf({ source, query }: ApiRequest): Promise<RouteAnswer | null> {
  const { mesh } = await source.configuration();
  const found = routesIn(mesh, query.get('pod') ?? '').find(
    (route) => route.name === query.get('name') && leadsTo(mesh, route, query.get('to') ?? ''),
  );
  const written = found && routeSource(mesh, found);
  if (!written) return null;
  const folders = { root: source.root, shown: [source.manifests(), join(source.root, 'k8s')] };
  const lines = sourceLines(written.location, folders);
  return { ...written, ...(lines && { lines }) };
}

/** @param name `NAMESPACE/NAME` of the proxy's pod */
function routesIn(mesh: Mesh, name: string): readonly Route[] {
  const pod = mesh.pods.find((one) => `${one.namespace}/${one.name}` === name);
  if (!pod || pod.proxy === 'none') return [];
  return translate(mesh, pod).routes.flatMap(({ virtualHosts }) =>
    virtualHosts.flatMap(({ routes }) => routes),
  );
}

function leadsTo(mesh: Mesh, { route }: Route, node: string): boolean {
  const clusters = route?.weightedClusters?.clusters.map(({ name }) => name) ?? [route?.cluster ?? ''];
  const hosts = new Set(clusters.map((cluster) => parseClusterName(cluster)?.hostname));
  return mesh.services.some(
    (service) => hosts.has(service.hostname) && nodesBehind(mesh, service).includes(node),
  );
}
