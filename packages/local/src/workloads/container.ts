import type { Pod } from '@lab/istio';

/** The part of a Kubernetes container that local mode reads (Kubernetes API reference, "Container v1 core"). */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly unknown[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly startupProbe?: Probe;
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly fieldRef?: { readonly fieldPath: string } };
}

/** "Probe v1 core"; times in seconds. */
export interface Probe {
  readonly httpGet?: {
    readonly path?: string;
    readonly port: number | string;
    readonly httpHeaders?: readonly { readonly name: string; readonly value: string }[];
  };
  readonly tcpSocket?: { readonly port: number | string };
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
}

export interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly unknown[];
  readonly terminationGracePeriodSeconds?: number;
}

/** The pod's spec, and the path at which it stands in its resource: a bare Pod has it at the top. */
export function podSpecOf(pod: Pod): { spec: PodSpec; path: readonly string[] } {
  if (pod.resource.kind === 'Pod') return { spec: pod.resource.spec as PodSpec, path: ['spec'] };
  const { template } = pod.resource.spec as { template?: { spec?: PodSpec } };
  return { spec: template?.spec ?? {}, path: ['spec', 'template', 'spec'] };
}
