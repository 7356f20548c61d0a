import { join } from 'node:path';
import { connectCluster, type Kubectl, kindContext, readKindConfig } from '@lab/cluster';
import { hasCode, LabError } from '@lab/errors';
import type { Mesh, Resource } from '@lab/istio';
import type { JaegerClient, MetricSample } from '@lab/observe';
import { callsSeen } from '../explain/calls-seen.ts';
import { explainCall } from '../explain/explain-call.ts';
import { readinessOf } from '../explain/readiness.ts';
import { withSender } from '../explain/sender.ts';
import { samplingOf } from '../mesh/sampling.ts';
import { servedHosts } from '../mesh/served-hosts.ts';
import { tierWeights } from '../mesh/tier-weights.ts';
import type { MeshClient, MeshStatus } from '../mesh-client.ts';
import { sendFromPod } from '../requests/send-from-pod.ts';
import { explainFailure } from '../why/explain-failure.ts';
import { findFailures } from '../why/find-failures.ts';
import { type ClusterChanges, clusterChanges } from './changes/cluster-changes.ts';
import { OUTSIDE_CALLER } from './changes/outside-caller.ts';
import { askIstiod } from './changes/proxies-in-step.ts';
import { askJaeger, askPrometheus, findPrometheus, isThere, openJaeger } from './cluster-addons.ts';
import { clusterAccessLogs, clusterEvidence } from './cluster-evidence.ts';
import { findGateway } from './cluster-gateway.ts';
import type { ClusterPod } from './cluster-pod.ts';
import { absentWorkloads, type ClusterDeployment, type ClusterNamespace, meshPods } from './cluster-pods.ts';
import { restartWorkload } from './cluster-restart.ts';
import { type ClusterService, gatewayService, jaegerService } from './cluster-service.ts';
import { clusterStatistics } from './cluster-statistics.ts';
import { openForwards } from './forwards.ts';
import { type ClusterConfiguration, istioType, readConfiguration } from './read-mesh.ts';
import { runInClusterPod } from './run-in-cluster-pod.ts';

/** Where the configuration of the kind cluster is, below the project. */
export const kindFile = (root: string) => join(root, 'k8s/cluster/kind.yaml');

/** `--drain-time-s` of Istio's proxies. Source: istio, `drainDuration` of meshConfig.defaultConfig, 45 s by default */
const DRAIN_MS = 45_000;
/** Envoy sends its spans every 5 s (runtime `tracing.opentelemetry.flush_interval_ms`), the collector every second. */
const ARRIVAL_MS = 7000;

/** Istio's agent starts Envoy with as much (istio 1.30.3, pkg/envoy/proxy.go: `--file-flush-interval-msec`). */
const LOG_MS = 1000;

/** Traces in which calls are looked for: the newest. */
const TRACES = 20;

/** The kube context that `--on` means. @throws LabError as connectCluster */
export async function contextName(root: string, on: string): Promise<string> {
  const { name } = await readKindConfig(kindFile(root));
  return wishedContext(on, name) ?? (await connectCluster(undefined)).context;
}

/** Undefined for the current one. */
function wishedContext(on: string, kindName: string): string | undefined {
  return on === 'kind' ? kindContext(kindName) : on === 'current' ? undefined : on;
}

/** A mesh in a cluster, which a lesson may change. */
export interface ClusterClient extends MeshClient {
  /** The kube context. */
  readonly context: string;
  readonly changes: ClusterChanges;
  /** From now on explanations name the files of resources that were applied, as long as the cluster has them like that. */
  locate(resources: readonly Resource[]): void;
  /** The next question reads the resources of the cluster anew; they are read once otherwise. */
  forget(): void;
  /** The mesh that the API server has, and what it is made of. */
  configuration(): Promise<ClusterConfiguration>;
  /** What Prometheus says of an expression of PromQL; undefined where the cluster has none. @throws LabError PROMETHEUS */
  metrics(expression: string): Promise<readonly MetricSample[] | undefined>;
}

/**
 * The mesh of a cluster, asked through kubectl.
 *
 * @param on `kind` for the project's own cluster, `current` for the current context, or a context's name
 * @throws LabError as connectCluster; each method what it does not find, with what to do
 */
export async function connectClusterMesh(
  root: string,
  on: string,
  signal: AbortSignal,
): Promise<ClusterClient> {
  const kind = await readKindConfig(kindFile(root));
  const wished = wishedContext(on, kind.name);
  const cluster = await connectCluster(wished, { signal });
  // kind maps a port of this machine to the gateway's node port.
  const hostPort = cluster.context === kindContext(kind.name) ? kind.hostPorts[0] : undefined;
  const forwards = openForwards(cluster);
  const forward = forwards.port;
  let files: readonly Resource[] = [];
  let read: Promise<ClusterConfiguration> | undefined;
  const configuration = () => {
    read ??= readConfiguration(cluster, files);
    return read;
  };
  const mesh = async (): Promise<Mesh> => (await configuration()).mesh;
  const evidence = async () => {
    const [{ pods }, containers, known] = await Promise.all([
      readStatus(cluster),
      cluster.list<ClusterPod>(['pods']),
      mesh(),
    ]);
    const found = await clusterEvidence(cluster, { mesh: known, pods, containers });
    return [clusterAccessLogs(cluster, pods), found] as const;
  };
  let jaeger: (() => Promise<JaegerClient>) | undefined;
  const traces = async () => {
    jaeger ??= await openJaeger(cluster, forward);
    return jaeger();
  };
  let prometheus: ClusterService | undefined;
  const forget = () => {
    read = undefined;
  };
  const changes = clusterChanges({
    ...{ cluster, signal, istiod: askIstiod(cluster, forward, signal) },
    onChanged: forget,
  });
  return {
    context: cluster.context,
    changes,
    locate: (resources) => {
      files = resources;
      forget();
    },
    forget,
    configuration,
    metrics: async (expression) => {
      prometheus ??= await findPrometheus(cluster);
      try {
        return prometheus && (await askPrometheus(prometheus, forward, expression));
      } catch (error) {
        if (!hasCode(error, 'NOT_FOUND')) throw error;
        // It was there until now.
        prometheus = undefined;
        return undefined;
      }
    },
    arrivalMs: ARRIVAL_MS,
    drainMs: DRAIN_MS,
    status: () => readStatus(cluster),
    gateway: async (host) => {
      if (!(await isThere(cluster, gatewayService))) throw istioNotInstalled(cluster);
      const status = await readStatus(cluster);
      const gateway = await findGateway(cluster, gatewayService, {
        status,
        hostPort,
        forward: () => forward(gatewayService),
      });
      return { ...gateway, ...(host && { host }) };
    },
    restart: (workload, options) => restartWorkload(cluster, workload, options),
    keepsTraces: () => isThere(cluster, jaegerService),
    traceIds: (prefix) => askJaeger(async () => (await traces()).traceIds(prefix)),
    spans: (traceId) => askJaeger(async () => (await traces()).spans(traceId)),
    weights: async (path) => tierWeights(await mesh(), path),
    statistics: (pod, filter) => clusterStatistics(cluster, pod, filter),
    sampling: async () => samplingOf(await mesh()),
    servedHosts: async () => {
      if (!(await isThere(cluster, gatewayService))) throw istioNotInstalled(cluster);
      return servedHosts(await mesh());
    },
    explain: async (question) => {
      const { pods } = await readStatus(cluster);
      const asked = withSender(question, pods);
      const seen = async () => {
        const { traceIds, spans } = await traces();
        const ids = (await traceIds('')).slice(0, TRACES);
        return Promise.all(ids.map(spans));
      };
      const hasTraces = asked.next.length === 0 && (await isThere(cluster, jaegerService));
      const read = hasTraces ? await unlessRefused(askJaeger(seen)) : { value: [] };
      const calls = { calls: callsSeen(read.value ?? []), ...(read.error && { tracesUnread: read.error }) };
      return explainCall(await mesh(), asked, { ...calls, readiness: readinessOf(pods) });
    },
    why: async (question) => explainFailure(...(await evidence()), question),
    failures: async (question) => findFailures(...(await evidence()), question),
    logMs: LOG_MS,
    senderOutside: async () => {
      const { pods } = await readStatus(cluster);
      if (pods.some(({ workload, ready }) => workload === OUTSIDE_CALLER && ready))
        return sendFromPod(await runInClusterPod(cluster, OUTSIDE_CALLER));
      throw new LabError(
        'NO_POD_TO_SEND_FROM',
        'a request from outside the mesh needs a pod in a namespace without injection, such as default',
        'Create one and name it with --from: docs/kubernetes.md, "Calling with another identity".',
      );
    },
    senderIn: async (workload) => sendFromPod(await runInClusterPod(cluster, workload)),
    close: forwards.close,
  };
}

/** What was asked for, or why the cluster does not give it, in the words of the error. */
async function unlessRefused<Value>(answer: Promise<Value>): Promise<{ value?: Value; error?: string }> {
  try {
    return { value: await answer };
  } catch (error) {
    if (error instanceof LabError) return { error: error.message };
    throw error;
  }
}

async function readStatus(cluster: Kubectl): Promise<MeshStatus> {
  const [all, namespaces, deployments] = await Promise.all([
    cluster.list<ClusterPod>(['pods']),
    cluster.list<ClusterNamespace>(['namespaces']),
    cluster.list<ClusterDeployment>(['deployments.apps']),
  ]);
  const pods = meshPods(all, namespaces);
  const absent = absentWorkloads(deployments, pods, namespaces);
  // A gateway alone leads nowhere.
  if (absent.length > 0 || pods.some(({ proxy }) => proxy !== 'gateway')) {
    return { context: cluster.context, pods, absent };
  }
  const hasIstio = (await cluster.types()).some((type) => istioType.test(type));
  if (!hasIstio) throw istioNotInstalled(cluster);
  throw new LabError(
    'APPLICATION_NOT_INSTALLED',
    `no pod of an application in ${cluster.context} has a sidecar`,
    'Deploy the application with `skaffold dev`, or from existing images with `kubectl apply -k k8s/overlays/kind`.',
  );
}

function istioNotInstalled({ context }: Kubectl): LabError {
  return new LabError(
    'ISTIO_NOT_INSTALLED',
    `${context} has no Istio ingress gateway`,
    'Install Istio and the application with `skaffold dev`.',
  );
}
