import { selectsPod } from '../../model/endpoints.ts';
import {
  controllerOf,
  GATEWAY_CONTROLLER,
  gatewayClassNames,
} from '../../model/gateway-api/gateway-class.ts';
import { gatewayServiceHosts, isDeployedByIstio } from '../../model/gateway-api/gateway-services.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { KubernetesGatewaySpec } from '../../resources/gateway-api-types.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';
import type { Finding } from '../finding.ts';
import { findingAt } from '../finding-at.ts';
import { didYouMean } from '../suggest.ts';
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
  const services = mesh.services.filter(({ hostname }) => hosts.includes(hostname));
  const own = services.filter(({ namespace }) => namespace === gateway.metadata.namespace);
  const hasPods = own.some((service) =>
    mesh.pods.some((pod) => pod.proxy === 'gateway' && selectsPod(service, pod)),
  );
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

function isTold({ namespaces, services }: Mesh, namespace = 'default'): boolean {
  return namespaces.has(namespace) || services.some((service) => service.namespace === namespace);
}

function addressProblem(mesh: Mesh, gateway: Resource, hosts: readonly string[]): string {
  const names = hosts.join(', ');
  if (!names) return 'none of the addresses has type Hostname, and Istio takes no other';
  const services = mesh.services.filter(({ hostname }) => hosts.includes(hostname));
  const known = mesh.services.map(({ hostname }) => hostname);
  if (services.length === 0) return `Service ${names} is not there${didYouMean(names, known)}`;
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
