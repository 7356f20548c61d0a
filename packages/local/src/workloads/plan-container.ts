import { at, type Finding, findingOf, type kubernetes, type Message, message, type Pod } from '@lab/istio';
import { pathFrom } from '@lab/kustomize';
import { type Artifacts, artifactFor, artifactHint } from './artifacts.ts';
import { type PodSpec, podSpecOf } from './container.ts';
import { containerEnv } from './container-env.ts';
import { type StandInPlan, standInPlan } from './stand-in-plan.ts';
import { readStartCommand, type StartCommand, type Trust } from './start-command.ts';

/** Everything needed to run a pod's application: as a process, or by a stand-in. */
export type ContainerPlan = ProcessOptions &
  (
    | { readonly command: StartCommand; readonly standIn?: undefined }
    | { readonly standIn: StandInPlan; readonly command?: undefined }
  );

interface ProcessOptions {
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  readonly probes: {
    readonly readiness?: kubernetes.Probe;
    readonly liveness?: kubernetes.Probe;
    readonly startup?: kubernetes.Probe;
  };
  /** Container ports by name, for probes that name one. */
  readonly portNames: Readonly<Record<string, number>>;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  /** Of the pod template. A change of it means new pods, as in a cluster: `kubectl rollout restart` sets an annotation. */
  readonly metadata: Pick<Pod, 'labels' | 'annotations'>;
}

/** The plan, or none where an error is among the findings. */
export interface PlanResult {
  readonly plan?: ContainerPlan;
  readonly findings: readonly Finding[];
}

/** Kubernetes' default for terminationGracePeriodSeconds. */
const GRACE_SECONDS = 30;

/**
 * Plans the process for a pod's one application container. What the lab does not support is a finding.
 *
 * @param standsIn whether a stand-in takes the place of an image that no artifact is; else such an image is a finding
 */
export function planContainer(
  pod: Pod,
  { file, artifacts }: Artifacts,
  trust: Trust,
  standsIn = false,
): PlanResult {
  const { spec, path } = podSpecOf(pod);
  const [container] = spec.containers ?? [];
  const report = reporter(pod, path);
  if (!container) return { findings: [report(message('LAB0202'), ['containers'])] };

  const image = container.image ?? '';
  const artifact = artifactFor(image, artifacts);
  if (!artifact) {
    const hint = artifactHint(image, artifacts);
    if (standsIn && !hint) {
      const fields = leftOutFields(spec);
      const leftOut = report(message('LAB0215', { image, fields }), ['containers', 0]);
      return { plan: planStandIn(pod, image, spec), findings: fields.length > 0 ? [leftOut] : [] };
    }
    const images = artifacts.map(({ image: name }) => name).join(', ');
    const unknown = message('LAB0203', { image, file: pathFrom(trust.root, file), images, hint });
    return { findings: [report(unknown, ['containers', 0, 'image'])] };
  }
  const named = { image, folder: pathFrom(trust.root, artifact.folder) };
  const command = readStartCommand(artifact.folder, named, trust);
  if ('code' in command) return { findings: [report(command, ['containers', 0, 'image'])] };
  const { env, findings } = environment(pod, container, report);
  return {
    plan: {
      image,
      command,
      env,
      ...processOptions(pod, container, command.isNode, spec.terminationGracePeriodSeconds),
    },
    findings: [
      ...unsupportedFields(
        container,
        report,
        spec.containers?.length ?? 0,
        Boolean(spec.initContainers?.length),
      ),
      ...findings,
      ...(command.isNode || pod.proxy !== 'none' ? [] : [report(message('LAB0210'), ['containers', 0])]),
    ],
  };
}

/** What of a pod has an effect in a cluster, and none on a stand-in. */
function leftOutFields({ containers = [], initContainers = [], volumes = [] }: PodSpec): string[] {
  const ofContainers = (['command', 'args', 'envFrom', 'lifecycle'] as const).filter((field) =>
    containers.some((container) => container[field] !== undefined),
  );
  const variables = containers.flatMap(({ env = [] }) =>
    env.filter(({ name }) => !name.startsWith('FAULT_')),
  );
  return [
    ...ofContainers,
    ...PROBES.filter((name) =>
      containers.some((container) => container[name] && !isSupported(container[name])),
    ),
    ...(variables.length > 0 ? ['env'] : []),
    ...(initContainers.length > 0 ? ['initContainers'] : []),
    ...(volumes.length > 0 ? ['volumes'] : []),
  ];
}

/**
 * Nothing of the container runs: neither its command nor its init containers, and of its environment only what tells a stand-in
 * to misbehave is read.
 */
function planStandIn(
  pod: Pod,
  image: string,
  { containers = [], terminationGracePeriodSeconds }: PodSpec,
): ContainerPlan {
  const [container] = containers;
  const { env: written } = containerEnv(pod, container?.env);
  const env = Object.fromEntries(Object.entries(written).filter(([name]) => name.startsWith('FAULT_')));
  const standIn = standInPlan(pod, env);
  const options = processOptions(
    pod,
    container ?? { name: '' },
    standIn.absent,
    terminationGracePeriodSeconds,
  );
  return { image, standIn, env, ...options };
}

function environment(pod: Pod, container: kubernetes.Container, report: Report) {
  const { env, unsupported, refused } = containerEnv(pod, container.env);
  const findings = [
    ...unsupported.map(({ index, name, reason }) =>
      report(message('LAB0205', { variable: name, source: reason }), [
        ...['containers', 0, 'env', index, 'valueFrom'],
      ]),
    ),
    ...refused.map(({ index, name }) =>
      report(message('LAB0209', { variable: name }), ['containers', 0, 'env', index, 'name']),
    ),
  ];
  return { env, findings };
}

function processOptions(
  { labels, annotations }: Pod,
  container: kubernetes.Container,
  isReadyAtOnce: boolean,
  graceSeconds = GRACE_SECONDS,
) {
  const { livenessProbe, startupProbe, ports = [] } = container;
  const readinessProbe = container.readinessProbe ?? (isReadyAtOnce ? undefined : listeningProbe(container));
  return {
    probes: {
      ...(isSupported(readinessProbe) && { readiness: readinessProbe }),
      ...(isSupported(livenessProbe) && { liveness: livenessProbe }),
      ...(isSupported(startupProbe) && { startup: startupProbe }),
    },
    portNames: Object.fromEntries(
      ports.map(({ name, containerPort }) => [name ?? containerPort, containerPort]),
    ),
    graceMs: graceSeconds * 1_000,
    metadata: { labels, annotations },
  };
}

/**
 * In a cluster a container without a readiness probe is ready at once. A program that is told where to listen, and may
 * not, has to listen: what it does wrong is then said, and not found out by 503.
 */
function listeningProbe({ ports: [first] = [] }: kubernetes.Container): kubernetes.Probe | undefined {
  return first && { tcpSocket: { port: first.containerPort } };
}

function isSupported(probe: kubernetes.Probe | undefined): probe is kubernetes.Probe {
  return Boolean(probe?.httpGet ?? probe?.tcpSocket ?? probe?.grpc);
}

const PROBES = ['readinessProbe', 'livenessProbe', 'startupProbe'] as const;

type Report = (problem: Message, field: readonly (string | number)[]) => Finding;

function unsupportedFields(
  container: kubernetes.Container,
  report: Report,
  containers: number,
  hasInit: boolean,
): Finding[] {
  const probes = PROBES.filter((name) => container[name] && !isSupported(container[name])).map((name) =>
    report(message('LAB0206.probe', { probe: name }), ['containers', 0, name]),
  );
  return [
    ...(containers > 1 ? [report(message('LAB0206.secondContainer'), ['containers', 1])] : []),
    ...(hasInit ? [report(message('LAB0206.initContainer'), ['initContainers'])] : []),
    ...(container.command || container.args
      ? [report(message('LAB0206.command'), ['containers', 0, container.command ? 'command' : 'args'])]
      : []),
    ...(container.envFrom ? [report(message('LAB0206.envFrom'), ['containers', 0, 'envFrom'])] : []),
    ...probes,
  ];
}

function reporter(pod: Pod, path: readonly string[]): Report {
  return (problem, field) => findingOf(problem, at(pod.resource, [...path, ...field]));
}
