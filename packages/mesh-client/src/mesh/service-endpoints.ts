import { endpointsOf, type Mesh } from '@lab/istio';

/** A port of a pod. */
export interface PodPort {
  /** `NAMESPACE/NAME` */
  readonly pod: string;
  readonly port: number;
}

/** A Service's name and port as somebody in no namespace of the mesh would write them. */
export interface ServiceAddress {
  readonly host: string;
  readonly port: number;
}

/** The ports of pods that a Service's port stands for; undefined where the mesh has no such Service or port. */
export function serviceEndpoints(mesh: Mesh, { host, port }: ServiceAddress): readonly PodPort[] | undefined {
  for (const service of mesh.services) {
    const { name, namespace, hostname } = service;
    if (![`${name}.${namespace}`, `${name}.${namespace}.svc`, hostname].includes(host.toLowerCase()))
      continue;
    const servicePort = service.ports.find((candidate) => candidate.port === port);
    if (!servicePort) continue;
    return endpointsOf(mesh, service, servicePort).flatMap((endpoint) =>
      endpoint.pod ? [{ pod: `${endpoint.pod.namespace}/${endpoint.pod.name}`, port: endpoint.port }] : [],
    );
  }
  return undefined;
}
