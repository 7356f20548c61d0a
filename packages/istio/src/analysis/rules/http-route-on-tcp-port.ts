import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { isHttp } from '../../model/protocol.ts';
import { servicesByHost } from '../../model/registry-index.ts';
import { MESH_GATEWAY, virtualServicesOf } from '../../model/virtual-service.ts';
import type { Rule } from './rule.ts';

/**
 * HTTP routes for a service none of whose ports is HTTP, by name or as the proxy may find out: they are not applied
 * (Istio "Protocol Selection").
 */
export const httpRouteOnTcpPort: Rule = (mesh) =>
  virtualServicesOf(mesh)
    .filter(({ http, gateways }) => http.length > 0 && gateways.includes(MESH_GATEWAY))
    .flatMap(({ hosts, resource }) =>
      [...hosts.entries()].flatMap(([index, host]) => {
        const ports = servicesByHost(mesh)
          .within(host)
          .flatMap((service) => service.ports);
        if (ports.length === 0 || ports.some(({ protocol }) => isHttp(protocol) || protocol === 'unset'))
          return [];
        const named = [...new Set(ports.map(({ port, protocol }) => `${port} is ${protocol}`))];
        return [finding('LAB0309', { host, ports: named }, at(resource, ['spec', 'hosts', index]))];
      }),
    );
