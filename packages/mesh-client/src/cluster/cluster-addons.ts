import type { Kubectl } from '@lab/cluster';
import { LabError } from '@lab/errors';
import { type JaegerClient, jaegerClient, type MetricSample, queryPrometheus } from '@lab/observe';
import { type ClusterService, jaegerService, prometheusServices } from './cluster-service.ts';
import type { Forwards } from './forwards.ts';

/** Whether the cluster has a Service. */
export async function isThere(cluster: Kubectl, { name, namespace }: ClusterService): Promise<boolean> {
  return (await cluster.find('service', name, namespace)) !== undefined;
}

/** Jaeger, through a port-forward that is opened again when it has ended. @throws LabError JAEGER_NOT_INSTALLED */
export async function openJaeger(
  cluster: Kubectl,
  forward: Forwards['port'],
): Promise<() => Promise<JaegerClient>> {
  if (!(await isThere(cluster, jaegerService))) {
    throw new LabError(
      'JAEGER_NOT_INSTALLED',
      `${cluster.context} has no Service ${jaegerService.namespace}/${jaegerService.name}, which stores the traces`,
      'Install it with `skaffold dev -p observability`.',
    );
  }
  return async () => jaegerClient(`http://127.0.0.1:${await forward(jaegerService)}`);
}

/** What Jaeger answers. @throws LabError JAEGER when it does not */
export async function askJaeger<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof LabError) throw error;
    const { namespace } = jaegerService;
    const remedy = `Read its log: kubectl logs -n ${namespace} deployment/jaeger.`;
    throw new LabError('JAEGER', `Jaeger does not respond: ${reasonOf(error)}`, remedy, { cause: error });
  }
}

/** The Service of Prometheus' API; undefined for a cluster without one. */
export async function findPrometheus(cluster: Kubectl): Promise<ClusterService | undefined> {
  for (const service of prometheusServices) if (await isThere(cluster, service)) return service;
  return undefined;
}

/** What Prometheus says of an expression. @throws LabError PROMETHEUS when it does not answer */
export async function askPrometheus(
  service: ClusterService,
  forward: Forwards['port'],
  expression: string,
): Promise<readonly MetricSample[]> {
  const port = await forward(service);
  try {
    return await queryPrometheus(`http://127.0.0.1:${port}`, expression);
  } catch (error) {
    const remedy = `Read its log: kubectl logs -n ${service.namespace} deployment/${service.name}.`;
    throw new LabError('PROMETHEUS', `Prometheus does not respond: ${reasonOf(error)}`, remedy, {
      cause: error,
    });
  }
}

/** Of a connection that failed, what fetch has as the cause: its own message says only that it failed. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}
