import type { ToolRequirement } from './find-tool.ts';

/** All of them print their version as `v1.36.4`, kubectl inside JSON. */
const readVersion = (printed: string) => /\bv(\d+\.\d+(?:\.\d+)?)/.exec(printed)?.[1];

export const kubectlRequirement: ToolRequirement = {
  name: 'kubectl',
  variable: 'KUBECTL_BIN',
  versionArgs: ['version', '--client', '-o', 'json'],
  readVersion,
  // The tests have run with it; Kubernetes itself asks for one within a minor version of the cluster.
  oldest: '1.20',
  install: 'Install kubectl: https://kubernetes.io/docs/tasks/tools/.',
};

/** kind supports a node image only with the release that it was built for; kind.yaml pins one of 0.33.0. */
export const kindRequirement: ToolRequirement = {
  name: 'kind',
  variable: 'KIND_BIN',
  versionArgs: ['version'],
  readVersion,
  oldest: '0.33.0',
  install:
    'Install kind 0.33.0 or later: `go install sigs.k8s.io/kind@v0.33.0`, or https://kind.sigs.k8s.io.',
};

export const helmRequirement: ToolRequirement = {
  name: 'helm',
  variable: 'HELM_BIN',
  versionArgs: ['version', '--short'],
  readVersion,
  // Istio documentation, "Install with Helm".
  oldest: '3.6',
  // skaffold 2.16 calls `helm version --client`, which Helm 4 does not know.
  before: '4',
  install: 'Install Helm 3, with which skaffold installs Istio: https://helm.sh/docs/intro/install/.',
};

export const skaffoldRequirement: ToolRequirement = {
  name: 'skaffold',
  variable: 'SKAFFOLD_BIN',
  versionArgs: ['version'],
  readVersion,
  // The first that knows the schema of skaffold.yaml, v4beta13 (its release notes).
  oldest: '2.15',
  install: 'Install skaffold 2.15 or later: https://skaffold.dev/docs/install/.',
};
