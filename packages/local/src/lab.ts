import { rmSync } from 'node:fs';
import { findEnvoy } from '@lab/envoy';
import type { Finding, Mesh } from '@lab/istio';
import { findKustomize } from '@lab/kustomize';
import { buildArtifacts } from './build/build-artifacts.ts';
import { openAuthority } from './certificates/certificate-authority.ts';
import { type IdentityFiles, identityFiles } from './certificates/identity-files.ts';
import { type ControlHandlers, serveControl } from './control/control-server.ts';
import { controlSocket, labPaths } from './lab-paths.ts';
import { LocalError } from './local-error.ts';
import { hasError, loadOverlay, type OverlaySource } from './overlay/load-overlay.ts';
import { type PodPlans, planPods } from './overlay/plan-pods.ts';
import { Fleet } from './pods/fleet.ts';
import type { PodStatus } from './pods/pod-status.ts';
import { isFree, type PortAllocator, portAllocator } from './ports/port-allocator.ts';
import { identify } from './run-state/process-identity.ts';
import { endSurvivors, lockRunDir, readRunState, writeRunState } from './run-state/run-state.ts';
import { socketDir } from './run-state/socket-dir.ts';
import { watchManifests } from './watch/watch-manifests.ts';

/** What happens while the lab starts and runs. */
export type LabEvent =
  /** What is being done just now. */
  | { readonly type: 'progress'; readonly text: string }
  /** What analysis says of the files; not in force where one of them is an error: the mesh before stays. */
  | { readonly type: 'findings'; readonly findings: readonly Finding[]; readonly inForce: boolean }
  /** An edit is in force at every sidecar; milliseconds since it was seen. */
  | { readonly type: 'applied'; readonly files: readonly string[]; readonly milliseconds: number }
  /** Something failed beside the start, e.g. a pod that does not come up after an edit. */
  | { readonly type: 'error'; readonly error: unknown };

export interface LabOptions {
  readonly root: string;
  /** Folder with all manifests, relative to `root` or absolute. */
  readonly manifests: string;
  /** Name of a folder below `overlays/` of it. */
  readonly overlay: string;
  /** Names of folders below `components/` of it, to put on top of the overlay. */
  readonly components: readonly string[];
  /** TCP port on 127.0.0.1 of the ingress gateway's first port. */
  readonly gatewayPort: number;
  /** Where the lab's own span collector listens on 127.0.0.1. */
  readonly collector: { readonly otlpPort: number; readonly zipkinPort: number };
  /** Control methods beside status, restart and stop. */
  readonly handlers: (lab: Lab) => ControlHandlers;
  readonly onEvent: (event: LabEvent) => void;
}

/** Plain JSON. */
export interface LabStatus {
  readonly overlay: string;
  readonly gatewayPort: number;
  readonly pods: readonly PodStatus[];
  /** What analysis says of the newest state of the files. */
  readonly findings: readonly Finding[];
}

/** The running lab. */
export interface Lab {
  /** The mesh in force. */
  readonly mesh: Mesh;
  status(): LabStatus;
  /** Replaces the pods of a workload without a gap. @throws LocalError as {@link Fleet.restart} */
  restart(workload: string): Promise<void>;
  /** Ends every process. May be called again, and while it is at work. */
  stop(): Promise<void>;
  /** Resolves when it has been stopped, by whomever. */
  readonly stopped: Promise<void>;
}

/**
 * Starts every pod of an overlay and keeps the mesh in step with the files. At most one lab runs a project; what
 * an earlier one left behind when it was killed is ended first.
 *
 * @throws LocalError, EnvoyError or KustomizeError when it cannot start; nothing is left running then
 */
export async function startLab(options: LabOptions): Promise<Lab> {
  const paths = labPaths(options.root);
  const unlock = lockRunDir(paths.run);
  const undo: (() => unknown)[] = [unlock];
  const cleanUp = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await start(options, undo, cleanUp);
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

async function start(
  options: LabOptions,
  undo: (() => unknown)[],
  cleanUp: () => Promise<void>,
): Promise<Lab> {
  const { root, manifests, overlay, components, gatewayPort, onEvent } = options;
  const paths = labPaths(root);
  const progress = (text: string) => onEvent({ type: 'progress', text });
  const before = readRunState(paths.run);
  await endSurvivors(before);
  if (!(await isFree(gatewayPort))) throw portInUse(gatewayPort);

  progress(`reading ${manifests}/overlays/${overlay}`);
  const [kustomize, envoy] = await Promise.all([findKustomize(), findEnvoy({ progress })]);
  const source = {
    kustomize,
    root,
    manifests,
    overlay,
    components,
    workDir: paths.kustomize,
  };
  let findings: readonly Finding[] = [];
  const read = async () => {
    const loaded = await loadDesired(source);
    findings = loaded.findings;
    if (findings.length > 0) onEvent({ type: 'findings', findings, inForce: loaded.desired !== undefined });
    return loaded.desired;
  };
  const desired = await read();
  if (!desired)
    throw new LocalError('CONFIGURATION', 'the overlay has errors', 'Correct them, then run it again.');

  progress(`building ${desired.contexts.join(', ')}`);
  await buildArtifacts(root, desired.contexts, (line) => progress(`building: ${line}`));

  const identities = await openIdentities(paths.certificates, (error) => onEvent({ type: 'error', error }));
  undo.push(() => identities.stop());
  const ports = portAllocator(before.ports);
  const fleet: Fleet = new Fleet(
    {
      environment: {
        envoyBinary: envoy.path,
        identities,
        ports,
        podsDir: paths.pods,
        logsDir: paths.logs,
        socketDir: socketDir(paths.run),
        publicPort: (pod, containerPort) => (containerPort === pod.ports[0]?.port ? gatewayPort : undefined),
        onProcess: () => saveState(paths.run, fleet, ports),
      },
      resolveProvided: (hostname, port) => providedPort(fleet.mesh, options, hostname, port),
      onChange: () => {},
      onError: (error) => onEvent({ type: 'error', error }),
    },
    desired,
  );
  rmSync(paths.pods, { recursive: true, force: true });
  undo.push(() => writeRunState(paths.run, { processes: [], ports: ports.assigned() }));
  undo.push(() => fleet.stop());
  progress(`starting ${desired.mesh.pods.length} pods`);
  await fleet.startMissing();

  const stopped = Promise.withResolvers<void>();
  let stopping: Promise<void> | undefined;
  const lab: Lab = {
    get mesh() {
      return fleet.mesh;
    },
    status: () => ({
      overlay,
      gatewayPort,
      pods: fleet.instances.map((instance) => instance.status()),
      findings,
    }),
    restart: (workload) => fleet.restart(workload),
    stop: () => {
      stopping ??= cleanUp().finally(() => stopped.resolve());
      return stopping;
    },
    stopped: stopped.promise,
  };
  undo.push(await serveControl(controlSocket(root), controlHandlers(lab, options)));
  const onEdit = async (files: readonly string[]) => {
    const start = performance.now();
    const next = await read();
    if (!next) return;
    const refusals = await fleet.adopt(next);
    if (refusals.length > 0) return onEvent({ type: 'findings', findings: refusals, inForce: false });
    onEvent({ type: 'applied', files, milliseconds: performance.now() - start });
    await rollOut(fleet, next);
  };
  undo.push(
    await watchManifests(root, [manifests, 'skaffold.yaml'], onEdit, (error) =>
      onEvent({ type: 'error', error }),
    ),
  );
  return lab;
}

interface Loaded {
  readonly desired?: PodPlans & { readonly mesh: Mesh };
  readonly findings: readonly Finding[];
}

async function loadDesired(source: OverlaySource): Promise<Loaded> {
  const loaded = await loadOverlay(source);
  if (!loaded.ok) return loaded;
  const planned = planPods(loaded.mesh, source.root);
  const findings = [...loaded.findings, ...planned.findings];
  return hasError(findings) ? { findings } : { desired: { ...planned, mesh: loaded.mesh }, findings };
}

/** Starts pods that are new, replaces those whose template changed and ends those that are gone. */
async function rollOut(fleet: Fleet, { mesh, plans }: PodPlans & { readonly mesh: Mesh }): Promise<void> {
  await fleet.startMissing();
  await fleet.retireSurplus();
  const changed = fleet.instances.filter(({ pod, plan }) => {
    const wanted = plans.get(`${pod.namespace}/${pod.name}`);
    return wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(plan);
  });
  const workloads = new Map(changed.map(({ pod }) => [`${pod.namespace}/${pod.workload}`, pod]));
  for (const { workload, namespace } of workloads.values()) {
    if (mesh.pods.some((pod) => pod.workload === workload)) await fleet.restart(workload, namespace);
  }
}

function controlHandlers(lab: Lab, { handlers }: LabOptions): ControlHandlers {
  return {
    ...handlers(lab),
    status: () => lab.status(),
    restart: ({ workload }: { readonly workload: string }) => lab.restart(workload),
    // Answered first: the control socket itself is among what is stopped.
    stop: () => void setImmediate(() => lab.stop()),
  };
}

async function openIdentities(folder: string, onError: (error: unknown) => void): Promise<IdentityFiles> {
  return identityFiles({ authority: await openAuthority(folder), folder, onError });
}

function saveState(runDir: string, fleet: Fleet, ports: PortAllocator): void {
  const lab = identify(process.pid);
  const processes = fleet.instances
    .flatMap((instance) => instance.pids)
    .map(identify)
    .filter((process) => process !== undefined);
  writeRunState(runDir, { ...(lab && { lab }), processes, ports: ports.assigned() });
}

/** A Service with this annotation is answered by the lab itself (k8s/platform/collector.yaml). */
const PROVIDED_BY = 'lab.local/provided-by';

function providedPort(
  mesh: Mesh,
  { collector }: LabOptions,
  hostname: string,
  port: number,
): number | undefined {
  const service = mesh.services.find((candidate) => candidate.hostname === hostname);
  if (service?.resource.metadata.annotations?.[PROVIDED_BY] !== 'collector') return undefined;
  return { 4318: collector.otlpPort, 9411: collector.zipkinPort }[port];
}

function portInUse(port: number): LocalError {
  return new LocalError(
    'PORT_IN_USE',
    `port ${port} of 127.0.0.1 is in use`,
    `Stop the program that has it, or choose another: ./lab up --port ${port + 1}`,
  );
}
