import { endpointsOf, type Mesh, type Pod } from '@lab/istio';

/** The port of a pod behind a port of the Service that selects it; the port itself where none has it. */
export function targetPortOf(mesh: Mesh, pod: Pod, port: number): number {
  for (const service of mesh.services) {
    const own = service.ports.find((candidate) => candidate.port === port);
    const endpoint = own && endpointsOf(mesh, service, own).find((candidate) => candidate.pod === pod);
    if (endpoint) return endpoint.port;
  }
  return port;
}
