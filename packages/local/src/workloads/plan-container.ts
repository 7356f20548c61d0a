import { createFinding, type Finding, type FindingCode, type Pod, resourceName } from '@lab/istio';
import { pathFrom } from '@lab/kustomize';
import { type Artifacts, artifactFor } from './artifacts.ts';
import { type Container, type Probe, podSpecOf } from './container.ts';
import { containerEnv } from './container-env.ts';
import { readStartCommand, type StartCommand, type Trust } from './start-command.ts';

/** Everything needed to run a pod's application as a process. */
export interface ContainerPlan {
  readonly image: string;
  readonly command: StartCommand;
  readonly env: Readonly<Record<string, string>>;
  readonly probes: { readonly readiness?: Probe; readonly liveness?: Probe; readonly startup?: Probe };
  /** Container ports by name, for probes that name one. */
  readonly portNames: Readonly<Record<string, number>>;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs: number;
}

/** The plan, or none where an error is among the findings. */
export interface PlanResult {
  readonly plan?: ContainerPlan;
  readonly findings: readonly Finding[];
}

/** Kubernetes' default for terminationGracePeriodSeconds. */
const GRACE_SECONDS = 30;

const NO_SIDECAR =
  'is no Node program and has no sidecar: without the DNS of a cluster it reaches no Service by its name';

/** Plans the process for a pod's one application container. What local mode does not carry out is a finding. */
export function planContainer(pod: Pod, { file, artifacts }: Artifacts, trust: Trust): PlanResult {
  const { spec, path } = podSpecOf(pod);
  const [container] = spec.containers ?? [];
  const report = reporter(pod, path);
  if (!container) return { findings: [report('LAB0202', 'has no container', ['containers'])] };

  const image = container.image ?? '';
  const artifact = artifactFor(image, artifacts);
  if (!artifact) {
    const known = artifacts.map(({ image: name }) => name).join(', ') || 'none';
    const message = `image ${image} is no build artifact of ${pathFrom(trust.root, file)} (it has ${known}), so there is no folder to run it from`;
    return { findings: [report('LAB0203', message, ['containers', 0, 'image'])] };
  }
  const command = readStartCommand(artifact.folder, trust);
  if (typeof command === 'string') {
    const message = `${pathFrom(trust.root, artifact.folder)}, the folder of image ${image}, ${command}`;
    return { findings: [report('LAB0204', message, ['containers', 0, 'image'])] };
  }
  const { env, findings } = environment(pod, container, report);
  return {
    plan: { image, command, env, ...processOptions(container, command, spec.terminationGracePeriodSeconds) },
    findings: [
      ...notCarriedOut(container, report, spec.containers?.length ?? 0, Boolean(spec.initContainers?.length)),
      ...findings,
      ...(command.isNode || pod.proxy !== 'none' ? [] : [report('LAB0210', NO_SIDECAR, ['containers', 0])]),
    ],
  };
}

function environment(pod: Pod, container: Container, report: Report) {
  const { env, unsupported, refused } = containerEnv(pod, container.env);
  const findings = [
    ...unsupported.map(({ index, name, reason }) =>
      report('LAB0205', `${name} is not set: its source ${reason} is not there without a cluster`, [
        ...['containers', 0, 'env', index, 'valueFrom'],
      ]),
    ),
    ...refused.map(({ index, name }) =>
      report(
        'LAB0209',
        `${name} is not set: it can make a program load or run something, and manifests start no program here`,
        ['containers', 0, 'env', index, 'name'],
      ),
    ),
  ];
  return { env, findings };
}

function processOptions(container: Container, command: StartCommand, graceSeconds = GRACE_SECONDS) {
  const { livenessProbe, startupProbe, ports = [] } = container;
  const readinessProbe = container.readinessProbe ?? listeningProbe(container, command);
  return {
    probes: {
      ...(isCarriedOut(readinessProbe) && { readiness: readinessProbe }),
      ...(isCarriedOut(livenessProbe) && { liveness: livenessProbe }),
      ...(isCarriedOut(startupProbe) && { startup: startupProbe }),
    },
    portNames: Object.fromEntries(
      ports.map(({ name, containerPort }) => [name ?? containerPort, containerPort]),
    ),
    graceMs: graceSeconds * 1_000,
  };
}

/**
 * In a cluster a container without a readiness probe is ready at once. A program that is told where to listen, and may
 * not, has to listen: what it does wrong is then said, and not found out by 503.
 */
function listeningProbe({ ports: [first] = [] }: Container, { isNode }: StartCommand): Probe | undefined {
  return isNode || !first ? undefined : { tcpSocket: { port: first.containerPort } };
}

function isCarriedOut(probe: Probe | undefined): probe is Probe {
  return Boolean(probe?.httpGet ?? probe?.tcpSocket);
}

type Report = (code: FindingCode, message: string, field: readonly (string | number)[]) => Finding;

function notCarriedOut(
  container: Container,
  report: Report,
  containers: number,
  hasInit: boolean,
): Finding[] {
  const absent = (field: readonly (string | number)[], what: string) =>
    report('LAB0206', `${what} is not carried out without a cluster`, field);
  const probes = (['readinessProbe', 'livenessProbe', 'startupProbe'] as const)
    .filter((name) => container[name] && !isCarriedOut(container[name]))
    .map((name) => absent(['containers', 0, name], `a ${name} other than httpGet and tcpSocket`));
  return [
    ...(containers > 1 ? [absent(['containers', 1], 'a second container')] : []),
    ...(hasInit ? [absent(['initContainers'], 'an init container')] : []),
    ...(container.command || container.args
      ? [absent(['containers', 0, container.command ? 'command' : 'args'], 'command and args')]
      : []),
    ...(container.envFrom ? [absent(['containers', 0, 'envFrom'], 'envFrom')] : []),
    ...probes,
  ];
}

function reporter(pod: Pod, path: readonly string[]): Report {
  return (code, message, field) =>
    createFinding(code, message, {
      resource: resourceName(pod.resource),
      location: pod.resource.locate([...path, ...field]),
    });
}
