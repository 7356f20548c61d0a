import type { CodeEntry } from '../code-entry.ts';

/** Clusters, and kind. */
export const clusterErrors = {
  DOCKER_UNAVAILABLE: {
    title: 'Docker cannot be used',
    meaning:
      'kind runs its nodes as containers, and Docker is not installed, not running, or refuses this user.',
    remedy: 'Do what the error says: install Docker, start it, or add your user to the group `docker`.',
  },
  NO_CONTEXT: {
    title: 'The kubeconfig has no current context',
    meaning: 'The command asks the current context of the kubeconfig, and none is set.',
    remedy:
      'Choose a context with `kubectl config use-context NAME`, or create a cluster with `./lab kind up`.',
  },
  UNKNOWN_CONTEXT: {
    title: 'The kubeconfig has no such context',
    meaning: '`--on` names a context that the kubeconfig does not have.',
    remedy:
      'Use one of the names that the error lists. `KUBECONFIG` selects another file; `./lab kind up` creates a context.',
  },
  API_UNREACHABLE: {
    title: 'The API server cannot be reached',
    meaning: 'kubectl cannot connect to the cluster, or the API server did not respond in time.',
    remedy: 'Check that the cluster runs: `./lab kind status` for kind, `kubectl cluster-info` for others.',
  },
  API_FORBIDDEN: {
    title: 'The API server refused the request',
    meaning:
      'The user of the context is not logged in, or lacks a permission. The error lists the permissions.',
    remedy:
      'Log in again, or ask an administrator for the roles in `k8s/rbac`: [kubernetes.md](kubernetes.md), "Rights".',
  },
  UNKNOWN_TYPE: {
    title: 'The cluster does not have a resource type',
    meaning: 'A custom resource definition is missing, for example those of Istio.',
    remedy: 'Install what defines the type. `skaffold run` installs Istio.',
  },
  NOT_FOUND: {
    title: 'A resource does not exist in the cluster',
    meaning: 'The API server has no resource of that name.',
    remedy: 'List the resources with the command in the error.',
  },
  REJECTED: {
    title: 'The API server rejected an object',
    meaning:
      'The API server, or an admission webhook such as that of istiod, does not take an object: a field is unknown, or has a value that it must not have.',
    remedy: 'Correct what the message names.',
  },
  CONFLICT: {
    title: 'Another change was faster',
    meaning: 'Somebody else changed or created the same object at the same time.',
    remedy: 'Run the command again.',
  },
  PROXIES_OUT_OF_STEP: {
    title: 'Proxies do not have the configuration',
    meaning:
      'A lesson changed the cluster, and istiod does not say within a minute that every proxy has acknowledged it.',
    remedy: 'Look at the log of istiod, and at the pods that the error names.',
  },
  LEARNER_BUSY: {
    title: 'Another learner has the cluster',
    meaning:
      'One learner at a time works on a cluster. A Lease in the namespace `frontend` says who, and since when.',
    remedy: 'Wait until the time that the error names, or take the cluster over with `--take-over`.',
  },
  LESSON_NOT_ON_CLUSTER: {
    title: 'The lesson cannot run on this cluster',
    meaning:
      'The lesson needs something that the cluster does not have: resources of the overlay `kind`, sidecars, or traces.',
    remedy: 'Deploy what the error names, or run the lesson on this machine, without `--on`.',
  },
  RECORD_UNREADABLE: {
    title: 'The record of a lesson cannot be read',
    meaning:
      'A ConfigMap in the namespace `frontend` says what was in the cluster before a lesson. It was changed by hand.',
    remedy: 'Deploy the application again, then delete the ConfigMap with the command in the error.',
  },
  KUBECTL: {
    title: 'kubectl failed',
    meaning: 'kubectl failed for a reason that the lab does not know. The error is what kubectl printed.',
    remedy: 'Run kubectl yourself with the same `--context` to see more.',
  },
  PORT_FORWARD: {
    title: 'A port could not be forwarded',
    meaning:
      '`kubectl port-forward` to a Service of the cluster failed, usually because none of its pods runs.',
    remedy: 'Check the pods with the command in the error.',
  },
  NOT_IN_IMAGE: {
    title: 'A container image lacks a program',
    meaning:
      'The request is sent by a program inside the container, and the image of the container does not have that program.',
    remedy:
      'Send the request from a pod of your own with the same ServiceAccount: [kubernetes.md](kubernetes.md), "Calling with another identity".',
  },
  NO_POD_TO_SEND_FROM: {
    title: 'No pod can send the request',
    meaning:
      'A request from outside the mesh is sent from a pod without a sidecar, and the cluster has none.',
    remedy:
      'Create a pod in a namespace without injection and name it with `--from`: [kubernetes.md](kubernetes.md), "Calling with another identity".',
  },
  ISTIO_NOT_INSTALLED: {
    title: 'Istio is not installed',
    meaning: 'The cluster has no ingress gateway of Istio.',
    remedy: 'Install Istio and the application with `skaffold dev`.',
  },
  APPLICATION_NOT_INSTALLED: {
    title: 'The application is not installed',
    meaning: 'No pod of an application in this cluster has a sidecar.',
    remedy: 'Deploy the application with `skaffold dev`.',
  },
  GATEWAY_NOT_READY: {
    title: 'The ingress gateway is not ready',
    meaning: 'The ingress gateway is installed, and none of its pods is ready.',
    remedy: 'Describe its pods with the command in the error.',
  },
  ROLLOUT_FAILED: {
    title: 'A rollout failed',
    meaning:
      'The new pods of a Deployment did not become ready within its `progressDeadlineSeconds`. The old pods keep serving.',
    remedy: 'See the pods with `./lab status --on CONTEXT`; undo with `kubectl rollout undo`.',
  },
  JAEGER_NOT_INSTALLED: {
    title: 'Jaeger is not installed',
    meaning: 'Traces of a cluster are read from Jaeger, and the cluster has no Jaeger.',
    remedy: 'Install it with `skaffold dev -p observability`.',
  },
  JAEGER: {
    title: 'Jaeger does not respond',
    meaning: 'A request to the API of Jaeger failed.',
    remedy: 'Check that the pod of Jaeger runs, with the command in the error.',
  },
  PROMETHEUS: {
    title: 'Prometheus does not respond',
    meaning: 'A request to the API of Prometheus failed.',
    remedy: 'Check that the pod of Prometheus runs, with the command in the error.',
  },
  KIND_CONFIG: {
    title: 'The configuration of kind is invalid',
    meaning: 'kind cannot read `k8s/cluster/kind.yaml`.',
    remedy: 'Correct the field that the error names.',
  },
  KIND_CLUSTER_EXISTS: {
    title: 'The kind cluster already exists',
    meaning: 'A cluster of this name exists, or containers of one are left.',
    remedy: 'Use it (`./lab kind status`), or delete it with `./lab kind down`.',
  },
  KIND_PORT_IN_USE: {
    title: 'A host port of the kind cluster is in use',
    meaning: 'Another program listens on a port that `k8s/cluster/kind.yaml` maps to the gateway.',
    remedy: 'Stop that program, or change `hostPort` in `k8s/cluster/kind.yaml`.',
  },
  KIND_NODE_IMAGE: {
    title: 'The node image of kind could not be pulled',
    meaning: 'Docker could not pull the image of the nodes.',
    remedy: 'Check the network connection, or load the image with `docker load` first.',
  },
  KIND_INOTIFY: {
    title: 'The limits of inotify are too low for kind',
    meaning: 'The nodes need more inotify watches or instances than the kernel allows.',
    remedy: 'Raise the limits with the command in the error.',
  },
  KIND: {
    title: 'kind failed',
    meaning: 'kind failed for a reason that the lab does not know. The error is what kind printed.',
    remedy: 'Look it up in the known issues of kind: <https://kind.sigs.k8s.io/docs/user/known-issues/>.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
