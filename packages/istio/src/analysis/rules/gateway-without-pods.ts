import type { Finding } from '../../findings/finding.ts';
import { findingAt } from '../../findings/finding-at.ts';
import { createHints, didYouMean } from '../../findings/suggest.ts';
import {
  controllerOf,
  GATEWAY_CONTROLLER,
  gatewayClassNames,
} from '../../model/gateway-api/gateway-class.ts';
import { gatewayServiceHosts, isDeployedByIstio } from '../../model/gateway-api/gateway-services.ts';
import type { Mesh } from '../../model/mesh.ts';
import { perMesh } from '../../model/per-mesh.ts';
import type { Service } from '../../model/registry.ts';
import { podsOf, servicesByHost } from '../../model/registry-index.ts';
import type { KubernetesGatewaySpec } from '../../resources/gateway-api-types.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';
import type { Rule } from './rule.ts';

/**
 * A Gateway of the Gateway API that no gateway's pods carry out: what its routes are for is answered by nobody.
 * Nothing is said of a namespace of which the resources tell nothing, as where a Helm release brings the gateway.
 */
export const gatewayWithoutPods: Rule = (mesh) =>
  mesh.kubernetesGateways.flatMap((gateway) => {
    const className = gateway.spec.gatewayClassName;
    const controller = controllerOf(mesh, className);
    if (controller === undefined) {
      const hint = didYouMean(className, gatewayClassNames(mesh));
      const message = `there is no GatewayClass "${className}", so that nobody carries out this Gateway${hint}`;
      return warning(gateway, ['spec', 'gatewayClassName'], message);
    }
    return controller === GATEWAY_CONTROLLER ? podsMissing(mesh, gateway) : [];
  });

function podsMissing(mesh: Mesh, gateway: Resource<KubernetesGatewaySpec>): Finding[] {
  const hosts = gatewayServiceHosts(mesh, gateway);
  const own = servicesNamed(mesh, hosts).filter(({ namespace }) => namespace === gateway.metadata.namespace);
  const hasPods = own.some((service) => podsOf(mesh, service).some(({ proxy }) => proxy === 'gateway'));
  if (hasPods)
    return portsMissing(
      gateway,
      own.flatMap(({ ports }) => ports.map(({ port }) => port)),
    );
  if (isDeployedByIstio(gateway.spec)) {
    const message = `in a cluster Istio deploys a gateway for this (Service ${hosts.join()}); without one there are no such pods: name the Service of a gateway that is there in spec.addresses, with type Hostname`;
    return warning(gateway, ['spec'], message);
  }
  if (!isTold(mesh, gateway.metadata.namespace)) return [];
  return warning(gateway, ['spec', 'addresses'], addressProblem(mesh, gateway, hosts));
}

function servicesNamed(mesh: Mesh, hosts: readonly string[]): Service[] {
  const named = new Set(hosts.flatMap((host) => servicesByHost(mesh).covering(host)));
  return [...named].filter(({ hostname }) => hosts.includes(hostname));
}

function isTold(mesh: Mesh, namespace = 'default'): boolean {
  return mesh.namespaces.has(namespace) || namespacesWithServices(mesh).has(namespace);
}

const namespacesWithServices = perMesh(({ services }) => new Set(services.map(({ namespace }) => namespace)));

const hintsOf = perMesh(() => createHints());

function addressProblem(mesh: Mesh, gateway: Resource, hosts: readonly string[]): string {
  const names = hosts.join(', ');
  if (!names) return 'none of the addresses has type Hostname, and Istio takes no other';
  const services = servicesNamed(mesh, hosts);
  if (services.length === 0) {
    const known = () => mesh.services.map(({ hostname }) => hostname);
    return `Service ${names} is not there${hintsOf(mesh)(names, known)}`;
  }
  const [elsewhere] = services.filter(({ namespace }) => namespace !== gateway.metadata.namespace);
  if (elsewhere) {
    return `Service ${names} is in namespace ${elsewhere.namespace}, and a Gateway binds to those of its own only: put the Gateway there and let it take routes of other namespaces (allowedRoutes.namespaces)`;
  }
  return `no pod of a gateway is behind Service ${names}`;
}

function portsMissing(gateway: Resource<KubernetesGatewaySpec>, ports: readonly number[]): Finding[] {
  return [...(gateway.spec.listeners ?? []).entries()].flatMap(([index, { name, port }]) => {
    const message = `the gateway's Service has no port ${port} (it has ${ports.join(', ')}), so that listener "${name}" is not opened`;
    return ports.includes(port) ? [] : warning(gateway, ['spec', 'listeners', index, 'port'], message);
  });
}

function warning(gateway: Resource, path: FieldPath, message: string): Finding[] {
  return [findingAt(gateway, path, 'LAB0322', message)];
}
