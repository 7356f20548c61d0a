import type { Mesh, Pod } from '@lab/istio';

/** The port of a pod behind a port of the Service that selects it; the port itself where none has it. */
export function targetPortOf(mesh: Mesh, pod: Pod, port: number): number {
  const ports = mesh.services
    .filter(({ namespace, selector }) => {
      const labels = Object.entries(selector);
      return (
        labels.length > 0 &&
        namespace === pod.namespace &&
        labels.every(([name, value]) => pod.labels[name] === value)
      );
    })
    .flatMap((service) => service.ports);
  const target = ports.find((candidate) => candidate.port === port)?.targetPort ?? port;
  return typeof target === 'number' ? target : (pod.ports.find(({ name }) => name === target)?.port ?? port);
}
