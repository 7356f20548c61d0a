import { join } from 'node:path';
import {
  ClusterError,
  connectCluster,
  type Kubectl,
  kindContext,
  type PortForward,
  readKindConfig,
} from '@lab/cluster';
import { buildMesh, type Mesh, parseResources } from '@lab/istio';
import { type JaegerClient, jaegerClient } from '@lab/observe';
import type { GatewayAddress } from '../call/send-classifications.ts';
import { sendFromPod } from '../call/send-from-pod.ts';
import { servedHosts } from '../served-hosts.ts';
import { tierWeights } from '../tier-weights.ts';
import { type ClusterNamespace, type ClusterPod, meshPods } from './cluster-pods.ts';
import type { MeshClient } from './mesh-client.ts';
import { runInClusterPod } from './run-in-cluster-pod.ts';

/** Where the configuration of the kind cluster is, below the project. */
export const kindFile = (root: string) => join(root, 'k8s/cluster/kind.yaml');

/** Envoy sends its spans every 5 s (runtime `tracing.opentelemetry.flush_interval_ms`), the collector every second. */
const ARRIVAL_MS = 7000;

const gatewayService = { name: 'istio-ingressgateway', namespace: 'istio-system', port: 80 };
const jaegerService = { name: 'jaeger-query', namespace: 'observability', port: 16686 };
const gatewayHost = 'frontend.localhost';

/** What a mesh is made of beside Istio's own types. */
const coreTypes = ['namespaces', 'services', 'deployments.apps', 'statefulsets.apps'];
const istioType = /\.(networking|security|telemetry)\.istio\.io$|\.gateway\.networking\.k8s\.io$/;

/**
 * The mesh of a cluster, asked through kubectl.
 *
 * @param on `kind` for the project's own cluster, `current` for the current context, or a context's name
 * @throws ClusterError as connectCluster; each method what it does not find, with what to do
 */
export async function connectClusterMesh(root: string, on: string): Promise<MeshClient> {
  const kind = await readKindConfig(kindFile(root));
  const wished = on === 'kind' ? kindContext(kind.name) : on === 'current' ? undefined : on;
  const cluster = await connectCluster(wished);
  // kind maps a port of this machine to the gateway's node port.
  const hostPort = cluster.context === kindContext(kind.name) ? kind.hostPorts[0] : undefined;
  const opened: PortForward[] = [];
  const forward = async ({ name, namespace, port }: typeof gatewayService) => {
    const way = await cluster.forward(name, namespace, port);
    opened.push(way);
    return way.port;
  };
  let read: Promise<Mesh> | undefined;
  const mesh = () => {
    read ??= readMesh(cluster);
    return read;
  };
  let jaeger: Promise<JaegerClient> | undefined;
  const traces = () => {
    jaeger ??= openJaeger(cluster, forward);
    return jaeger;
  };
  return {
    arrivalMs: ARRIVAL_MS,
    status: async () => ({ context: cluster.context, pods: await listPods(cluster) }),
    gateway: async (): Promise<GatewayAddress> => {
      await requireGateway(cluster);
      return { port: hostPort ?? (await forward(gatewayService)), host: gatewayHost };
    },
    restart: (workload) => restart(cluster, workload),
    traceIds: (prefix) => askJaeger(async () => (await traces()).traceIds(prefix)),
    spans: (traceId) => askJaeger(async () => (await traces()).spans(traceId)),
    weights: async (path) => tierWeights(await mesh(), path),
    servedHosts: async () => servedHosts(await mesh()),
    senderIn: async (workload) => sendFromPod(await runInClusterPod(cluster, workload)),
    close: async () => {
      await Promise.all(opened.map((way) => way.close()));
    },
  };
}

async function listPods(cluster: Kubectl) {
  const [pods, namespaces] = await Promise.all([
    cluster.list<ClusterPod>(['pods']),
    cluster.list<ClusterNamespace>(['namespaces']),
  ]);
  const found = meshPods(pods, namespaces);
  if (found.length > 0) return found;
  if (!(await cluster.types()).some((type) => istioType.test(type))) throw istioNotInstalled(cluster);
  throw new ClusterError(
    'APPLICATION_NOT_INSTALLED',
    `no pod of ${cluster.context} is in the mesh`,
    'Deploy the application: skaffold dev; or, with images that are there: kubectl apply -k k8s/overlays/kind.',
  );
}

async function requireGateway(cluster: Kubectl): Promise<void> {
  const { name, namespace } = gatewayService;
  if ((await cluster.find('service', name, namespace)) === undefined) throw istioNotInstalled(cluster);
}

function istioNotInstalled({ context }: Kubectl): ClusterError {
  return new ClusterError(
    'ISTIO_NOT_INSTALLED',
    `${context} has no Istio with an ingress gateway`,
    'Install Istio and the application: skaffold dev.',
  );
}

async function openJaeger(
  cluster: Kubectl,
  forward: (service: typeof jaegerService) => Promise<number>,
): Promise<JaegerClient> {
  if ((await cluster.find('service', jaegerService.name, jaegerService.namespace)) === undefined) {
    throw new ClusterError(
      'JAEGER_NOT_INSTALLED',
      `${cluster.context} has no service ${jaegerService.namespace}/${jaegerService.name}, which keeps the traces`,
      'Deploy with the profile that brings it: skaffold dev -p observability.',
    );
  }
  return jaegerClient(`http://127.0.0.1:${await forward(jaegerService)}`);
}

async function askJaeger<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ClusterError) throw error;
    const { message } = error as Error;
    const { namespace } = jaegerService;
    const remedy = `See what its pod says: kubectl logs -n ${namespace} deployment/jaeger.`;
    throw new ClusterError('JAEGER', `Jaeger cannot be asked: ${message}`, remedy, { cause: error });
  }
}

/** The mesh that the API server has: what istiod makes the proxies' configuration from. */
async function readMesh(cluster: Kubectl) {
  const types = (await cluster.types()).filter((type) => istioType.test(type));
  const [objects, config] = await Promise.all([
    cluster.list<object>([...coreTypes, ...types]),
    cluster.find<object>('configmap', 'istio', 'istio-system'),
  ]);
  const items = config ? [...objects, config] : objects;
  // A List, whose entries count as resources of their own.
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  return buildMesh(parseResources(list).resources);
}

interface ClusterDeployment {
  readonly metadata: { readonly name: string; readonly namespace: string };
}

async function restart(cluster: Kubectl, workload: string): Promise<void> {
  const deployments = await cluster.list<ClusterDeployment>(['deployments.apps']);
  const names = deployments.map(({ metadata }) => metadata);
  const matches = names.filter(
    ({ name, namespace }) => workload === name || workload === `${namespace}/${name}`,
  );
  const [found] = matches;
  if (found && matches.length === 1) return cluster.restart(found.name, found.namespace);
  const list = (found ? matches : names).map(({ name, namespace }) => `${namespace}/${name}`).join(', ');
  throw new ClusterError(
    'UNKNOWN_WORKLOAD',
    found ? `several Deployments are called ${workload}` : `there is no Deployment ${workload}`,
    found ? `Name one with its namespace: ${list}.` : `There are: ${list || 'none at all'}.`,
  );
}
