import type { HttpRouteSpec } from '../../resources/gateway-api-types.ts';
import type { HttpRoute } from '../../resources/istio-types.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';
import type { Mesh } from '../mesh.ts';
import { MESH_GATEWAY } from '../mesh-gateway.ts';
import { perMesh } from '../per-mesh.ts';
import { type Attachment, attach } from './attachments.ts';
import { convertRule } from './convert-rule.ts';
import type { Problem } from './problem.ts';

/** A route of Istio's, and the rule that it is made from. */
export interface SourcedRoute {
  readonly http: HttpRoute;
  readonly source: Resource<HttpRouteSpec>;
  /** Of the rule. */
  readonly path: FieldPath;
}

/** What becomes of one HTTPRoute. */
export interface ConvertedRoute {
  readonly route: Resource<HttpRouteSpec>;
  /** Where it is attached and not refused. */
  readonly attachments: readonly Attachment[];
  /** Its rules as they are inside the mesh, and as they are at gateways, which need ReferenceGrants. */
  readonly inMesh: readonly SourcedRoute[];
  readonly atGateways: readonly SourcedRoute[];
  readonly problems: readonly Problem[];
}

/** Every HTTPRoute with what Istio makes of it, oldest first. */
export const convertedRoutes: (mesh: Mesh) => readonly ConvertedRoute[] = perMesh((mesh) =>
  mesh.httpRoutes.map((route) => convertRoute(mesh, route)),
);

function convertRoute(mesh: Mesh, route: Resource<HttpRouteSpec>): ConvertedRoute {
  const { attachments, problems } = attach(mesh, route);
  const isInMesh = attachments.some(({ gateway }) => gateway === MESH_GATEWAY);
  const isAtGateways = attachments.some(({ gateway }) => gateway !== MESH_GATEWAY);
  const inMesh = convertRules(mesh, route, false);
  const atGateways = convertRules(mesh, route, true);
  return {
    route,
    attachments: attachments.filter(({ refusal }) => refusal === undefined),
    inMesh: inMesh.routes,
    atGateways: atGateways.routes,
    problems: [...problems, ...(isAtGateways || !isInMesh ? atGateways.problems : inMesh.problems)],
  };
}

/** One rule that Istio cannot convert makes it drop all of them. */
function convertRules(
  mesh: Mesh,
  route: Resource<HttpRouteSpec>,
  needsGrant: boolean,
): { readonly routes: readonly SourcedRoute[]; readonly problems: readonly Problem[] } {
  const context = { mesh, namespace: route.metadata.namespace ?? 'default', needsGrant };
  const rules = route.spec.rules?.length ? route.spec.rules : [{}];
  const converted = [...rules.entries()].map(([position, rule]) => ({
    path: ['spec', 'rules', position],
    ...convertRule(route, rule, position, context),
  }));
  const isDropped = converted.some(({ part }) => part === undefined);
  const routes = converted.flatMap(({ part = [], path }) =>
    part.map((http) => ({ http, source: route, path })),
  );
  return { routes: isDropped ? [] : routes, problems: converted.flatMap(({ problems }) => problems) };
}
