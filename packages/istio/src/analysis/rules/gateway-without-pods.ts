import { type Finding, finding, findingOf } from '../../findings/finding.ts';
import { type Message, message } from '../../findings/message.ts';
import { at } from '../../findings/place.ts';
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
import type { Resource } from '../../resources/resource.ts';
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
      return [finding('LAB0322.className', { className, hint }, at(gateway, ['spec', 'gatewayClassName']))];
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
    return [finding('LAB0322.deployedByIstio', { service: hosts.join() }, at(gateway, ['spec']))];
  }
  if (!isTold(mesh, gateway.metadata.namespace)) return [];
  return [findingOf(addressProblem(mesh, gateway, hosts), at(gateway, ['spec', 'addresses']))];
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

function addressProblem(mesh: Mesh, gateway: Resource, hosts: readonly string[]): Message {
  const service = hosts.join(', ');
  if (!service) return message('LAB0322.addressType');
  const services = servicesNamed(mesh, hosts);
  if (services.length === 0) {
    const known = () => mesh.services.map(({ hostname }) => hostname);
    return message('LAB0322.service', { service, hint: hintsOf(mesh)(service, known) });
  }
  const [elsewhere] = services.filter(({ namespace }) => namespace !== gateway.metadata.namespace);
  if (elsewhere) {
    return message('LAB0322.otherNamespace', { service, namespace: elsewhere.namespace });
  }
  return message('LAB0322.noGatewayPods', { service });
}

function portsMissing(gateway: Resource<KubernetesGatewaySpec>, ports: readonly number[]): Finding[] {
  return [...(gateway.spec.listeners ?? []).entries()].flatMap(([index, { name, port }]) => {
    if (ports.includes(port)) return [];
    const place = at(gateway, ['spec', 'listeners', index, 'port']);
    return [finding('LAB0322.port', { listener: name, port, ports }, place)];
  });
}
