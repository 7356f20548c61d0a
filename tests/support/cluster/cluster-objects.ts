import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { kubernetes } from '@lab/istio';
import { findKustomize } from '@lab/kustomize';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../documents.ts';
import { outputOf } from '../output-of.ts';

const root = join(import.meta.dirname, '../../..');

/**
 * What the API server of a cluster has once the overlay, Istio and its gateway are deployed, pods included.
 *
 * @param beside more kustomizations below k8s/
 */
export async function clusterObjects(overlay: string, beside: readonly string[] = []): Promise<KubeObject[]> {
  const { program, subcommand } = await findKustomize();
  const folders = [`overlays/${overlay}`, ...beside].map((folder) => join(root, 'k8s', folder));
  const built = await Promise.all(folders.map((folder) => outputOf(program, [subcommand, folder])));
  const platform = readFileSync(join(root, 'k8s/platform/istio-system.yaml'), 'utf8');
  const gateway = readFileSync(join(import.meta.dirname, 'testdata/istio-ingressgateway.yaml'), 'utf8');
  const objects = [...built, platform, gateway].flatMap(documents);
  const deployments = objects.filter(({ kind }) => kind === 'Deployment') as Deployment[];
  const others = objects.filter(({ kind }) => kind !== 'Deployment');
  return [...others, ...deployments.map(rolledOut), ...deployments.flatMap(podsOf)];
}

type Deployment = KubeObject & { readonly spec: NonNullable<kubernetes.Deployment['spec']> };

function documents(text: string): KubeObject[] {
  return parseAllDocuments(text).map((document) => document.toJS() as KubeObject);
}

function rolledOut(deployment: Deployment): KubeObject {
  const replicas = deployment.spec.replicas ?? 1;
  return {
    ...deployment,
    metadata: { ...deployment.metadata, generation: 2, resourceVersion: '900' } as KubeObject['metadata'],
    status: {
      observedGeneration: 2,
      replicas,
      updatedReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
    },
  };
}

const HASH = '6c9f7b5d44';

/** As kubelet reports them with Istio's native sidecar (Kubernetes 1.29 and later): an init container that goes on. */
function podsOf({ metadata, spec }: Deployment): KubeObject[] {
  const { containers = [] } = spec.template.spec ?? {};
  const isGateway = containers.every(({ name }) => name === 'istio-proxy');
  return Array.from({ length: spec.replicas ?? 1 }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${metadata.name}-${HASH}-${'bcdfgh'[index]}x2k9`,
      namespace: metadata.namespace,
      labels: { ...spec.template.metadata?.labels, 'pod-template-hash': HASH },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${metadata.name}-${HASH}`, uid: 'u' },
      ],
    } as KubeObject['metadata'],
    spec: {
      containers,
      ...(!isGateway && {
        initContainers: [{ name: 'istio-validation' }, { name: 'istio-proxy', restartPolicy: 'Always' }],
      }),
    },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: containers.map(({ name }) => running(name)),
      ...(!isGateway && {
        initContainerStatuses: [
          {
            name: 'istio-validation',
            ready: true,
            restartCount: 0,
            state: { terminated: { exitCode: 0, reason: 'Completed' } },
          },
          running('istio-proxy'),
        ],
      }),
    },
  }));
}

function running(name: string) {
  return {
    name,
    ready: true,
    started: true,
    restartCount: 0,
    state: { running: { startedAt: '2026-11-25T10:00:00Z' } },
  };
}
