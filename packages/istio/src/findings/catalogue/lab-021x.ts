import { listNames } from '../list-names.ts';
import { entry, entryOfMany } from './entry.ts';

type Shared = { readonly pod: string; readonly range: string };

const noEndpoint = ({ host }: Readonly<Record<'host', string>>) =>
  `calls to ${host} find this endpoint absent`;

/** What of a configuration depends on a cluster. */
export const LAB_021X = {
  LAB0208: entry({
    name: 'AmbientMode',
    severity: 'error',
    effect: 'nothing-applied',
    message: () =>
      'ambient mode needs ztunnel on a node, so it is not supported without a cluster: leave out the component ambient',
    sample: [],
    meaning:
      'The namespace of a workload uses ambient mode (label `istio.io/dataplane-mode: ambient`). Ambient mode needs ' +
      'ztunnel on a node. Without it the pods would have neither a sidecar nor mutual TLS, so the lab applies nothing.',
    remedy: 'Run the overlay on a cluster, or remove the label here.',
  }),

  LAB0209: entry({
    name: 'EnvironmentNotAllowed',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ variable }: { variable: string }) =>
      `${variable} is not set: it can make a program load or run code, and manifests start no program here`,
    sample: [{ variable: 'NODE_OPTIONS' }],
    meaning:
      'A manifest sets an environment variable that makes programs load or run code (`NODE_OPTIONS`, `LD_PRELOAD`, ' +
      '`PYTHONPATH`, `PATH` and similar ones), or that the lab sets itself (`HTTP_PROXY`). In the lab, manifests are ' +
      'data: it does not set the variable.',
    remedy:
      'Put what the program needs into its start command, for example `node --max-old-space-size=96 server.js`.',
  }),

  LAB0210: entry({
    name: 'ProgramWithoutSidecar',
    severity: 'warning',
    effect: 'in-effect',
    message: () =>
      "the program is not Node and has no sidecar, so it cannot reach Services by name without a cluster's DNS",
    sample: [],
    meaning:
      "A program that is not Node runs in a pod without a sidecar. Without a cluster's DNS, such a program finds Services " +
      'through its sidecar. Others can call it.',
    remedy:
      'Give the pod a sidecar (label `istio-injection: enabled` on its namespace). Do nothing if the program calls no ' +
      'Services.',
  }),

  LAB0211: entryOfMany({
    name: 'PodsShareAddress',
    severity: 'warning',
    effect: 'in-effect',
    messages: {
      noSidecar: ({ pod, range }: Shared) =>
        `${range} cannot identify ${pod}: all pods have the address 127.0.0.1 on this machine, and without a sidecar the pod presents no certificate`,
      excludedPorts: ({ pod, range, ports }: Shared & { readonly ports: string }) =>
        `${range} cannot identify ${pod}: all pods have the address 127.0.0.1 on this machine, and its calls to ports ${ports} present no certificate`,
      sameAccount: ({ pod, range, other }: Shared & { readonly other: string }) =>
        `${range} cannot identify ${pod}: all pods have the address 127.0.0.1 on this machine, and ${other} has the same ServiceAccount`,
    },
    sample: ['sameAccount', { pod: 'shop/web-0', range: '10.244.0.1', other: 'shop/web-1' }],
    meaning:
      'An AuthorizationPolicy distinguishes callers by IP address, on a machine where all pods have 127.0.0.1 (macOS, or ' +
      '`LAB_POD_ADDRESSES=shared`). The lab then identifies callers by their certificates, which cannot distinguish two ' +
      'pods with the same ServiceAccount. A caller without a sidecar presents no certificate, and neither does a call to a ' +
      'port that bypasses the sidecar (`excludeOutboundPorts`).',
    remedy:
      'Give the workloads different ServiceAccounts, or use `principals`. On Linux each pod has its own address.',
  }),

  LAB0212: entry({
    name: 'CertificateFileNotFound',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ file }: { file: string }) =>
      `${file} is a file in the proxy's container, which does not exist without a cluster, so connections that need it fail: use credentialName and a Secret`,
    sample: [{ file: '/etc/istio/certs/tls.crt' }],
    meaning:
      "A Gateway or DestinationRule names a certificate by a path in the proxy's container. Without a cluster, no volumes " +
      'are mounted, and the lab does not read a file of this machine instead. Connections that need the certificate fail; ' +
      'everything else works.',
    remedy:
      "Put the certificate into a Secret in the namespace of the gateway's pods, and refer to it with `credentialName`.",
  }),

  LAB0213: entry({
    name: 'RolloutWithoutController',
    severity: 'info',
    effect: 'in-effect',
    message: ({ rollout }: { rollout: string }) =>
      `Rollout ${rollout} runs all of its replicas from its template: without the controller of Argo Rollouts no step of its strategy is taken`,
    sample: [{ rollout: 'shop/cart' }],
    meaning:
      'The lab does not have the controller of Argo Rollouts. It runs the pods of a Rollout as those of a Deployment, as they are ' +
      'when no update is under way: all replicas have the newest template, and its stable and its canary Service select the same ' +
      'pods. Nothing changes the weights of a VirtualService, and no analysis runs. With `workloadRef`, the Deployment has the ' +
      "replicas that the Rollout names.\n\nAn edit of the template replaces the pods one by one, without the strategy's steps.",
    remedy:
      'Do nothing. To see a canary, set the weights of the VirtualService yourself, with a Deployment for each version.',
  }),

  LAB0214: entryOfMany({
    name: 'EndpointNotInMesh',
    severity: 'error',
    effect: 'in-effect',
    messages: {
      thisMachine: ({ host, address }: Record<'host' | 'address', string>) =>
        `endpoint ${address} of ${host} is this machine and not a pod, so no sidecar sends to it`,
      socket: ({ host, address }: Record<'host' | 'address', string>) =>
        `endpoint ${address} of ${host} is a file of this machine, so no sidecar sends to it`,
    },
    callers: { thisMachine: noEndpoint, socket: noEndpoint },
    sample: ['thisMachine', { host: 'cache.example.com', address: '127.0.0.1' }],
    meaning:
      'A ServiceEntry or WorkloadEntry has an endpoint on the machine that the lab runs on: a loopback or link-local address, the ' +
      "unspecified address, a name of localhost, or the path of a Unix domain socket. In a cluster, such an address is the pod's own. " +
      "Here it would be that of any program of yours, or of a cloud's metadata service, and manifests from elsewhere must not reach it. " +
      'The lab leaves the endpoint out.',
    remedy: 'Use the address of another machine, or a Service with pods.',
  }),

  LAB0215: entry({
    name: 'StandInLeavesOut',
    severity: 'info',
    effect: 'in-effect',
    message: ({ image, fields }: { image: string; fields: readonly string[] }) =>
      `a stand-in answers for ${image} and runs nothing of the container: it leaves out ${listNames(fields)}`,
    sample: [{ image: 'registry.example.com/reviews:1.4', fields: ['command', 'lifecycle', 'volumes'] }],
    meaning:
      'A [stand-in](your-own-mesh.md#stand-ins) takes the place of an image that is not built here. It listens on the ports of the ' +
      'containers and answers probes. It does not run what else the pod says: commands, init containers, lifecycle hooks, volumes ' +
      'and environment variables.',
    remedy: 'Do nothing, or build the image here: name its folder in skaffold.yaml.',
  }),

  LAB0216: entry({
    name: 'JobNotRun',
    severity: 'info',
    effect: 'in-effect',
    message: ({ kind, name }: { kind: string; name: string }) =>
      `the lab does not run ${kind} ${name}: it runs workloads that take requests`,
    sample: [{ kind: 'CronJob', name: 'shop/report' }],
    meaning:
      'The pods of a Job or a CronJob run to their end. The lab runs the workloads that requests go to, and starts none of them. ' +
      'In a cluster, the sidecar of such a pod has to end as well.',
    remedy:
      'Do nothing. To send the requests that the job sends, run `lab call --from` with another workload of its ServiceAccount.',
  }),
} as const;
