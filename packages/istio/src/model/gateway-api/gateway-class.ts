import type { Mesh } from '../mesh.ts';

/** Of the gateways that Istio deploys or that are deployed by hand: routes take effect there. */
export const GATEWAY_CONTROLLER = 'istio.io/gateway-controller';
/** Of waypoints, which ztunnel sends to (ambient mode). */
export const WAYPOINT_CONTROLLER = 'istio.io/mesh-controller';

/** The classes that Istio makes by itself (istio deploymentcontroller.go, `getBuiltinClasses`). */
const BUILT_IN: Readonly<Record<string, string>> = {
  istio: GATEWAY_CONTROLLER,
  'istio-waypoint': WAYPOINT_CONTROLLER,
};

/** Names of classes, written ones and Istio's own. */
export function gatewayClassNames(mesh: Mesh): string[] {
  return [...mesh.gatewayClasses.map(({ metadata }) => metadata.name), ...Object.keys(BUILT_IN)];
}

/** The controller of a class; undefined for a class that nobody knows. */
export function controllerOf(mesh: Mesh, className: string): string | undefined {
  const written = mesh.gatewayClasses.find(({ metadata }) => metadata.name === className);
  return written ? written.spec.controllerName : BUILT_IN[className];
}
