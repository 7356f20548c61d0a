import { rmSync } from 'node:fs';
import { findEnvoy } from '@lab/envoy';
import { LabError } from '@lab/errors';
import type { Finding, Mesh, Resource } from '@lab/istio';
import { findKustomize, pathFrom } from '@lab/kustomize';
import { openAddressPlan } from './addresses/open-address-plan.ts';
import { isFree } from './addresses/port-allocator.ts';
import { buildArtifacts } from './build/build-artifacts.ts';
import { type ControlHandlers, serveControl } from './control/control-server.ts';
import { type GatewayHost, gatewayHosts } from './gateway-hosts.ts';
import type { LabEvent } from './lab-event.ts';
import { controlSocket, labPaths } from './lab-paths.ts';
import { type LiveConfiguration, liveConfiguration, type Reconfiguration } from './live-configuration.ts';
import {
  type DesiredOverlay,
  type DesiredOverlayReader,
  desiredOverlayReader,
} from './overlay/desired-overlay.ts';
import { tellRejections, withOutcomes } from './overlay/outcome.ts';
import type { OverlayChoice } from './overlay/overlay-choice.ts';
import { overlayFolder } from './overlay/overlay-folder.ts';
import { type AbsentWorkload, absentWorkloads } from './pods/absent-workloads.ts';
import { assembleFleet } from './pods/assemble-fleet.ts';
import type { Fleet } from './pods/fleet.ts';
import type { PodStatus } from './pods/pod-status.ts';
import { RollOut } from './pods/roll-out.ts';
import { endSurvivors } from './run-state/end-survivors.ts';
import { lockRunDir, whenLockIsLost } from './run-state/run-lock.ts';
import { setAsideLogs } from './run-state/set-aside-logs.ts';
import { keepAccessLogsSmall } from './sidecars/rotate-access-logs.ts';
import { asSystemError } from './system-error.ts';
import { watchEdits } from './watch/watch-edits.ts';

export interface LabOptions {
  readonly root: string;
  /** What runs first; `Lab.configure` changes it. */
  readonly choice: OverlayChoice;
  /** TCP port on 127.0.0.1 of the ingress gateway's first port. */
  readonly gatewayPort: number;
  /** Set over the environment of every application: what those who start the lab tell them. Names begin with `LAB_`. */
  readonly applicationEnv?: Readonly<Record<string, string>>;
  /** Where the lab's own span collector listens on 127.0.0.1. */
  readonly collector: { readonly otlpPort: number; readonly zipkinPort: number };
  /** Control methods beside status and restart. */
  readonly handlers: (lab: Lab) => ControlHandlers;
  readonly onEvent: (event: LabEvent) => void;
  /** Aborted, it ends a start that is under way; a lab that is up already is not concerned. */
  readonly signal?: AbortSignal;
}

/** Plain JSON. */
export interface LabStatus extends OverlayChoice {
  /** Process number of the lab itself. */
  readonly pid: number;
  readonly gatewayPort: number;
  /** The hosts that gateways have routes for. */
  readonly hosts: readonly GatewayHost[];
  /** The skaffold.yaml that says what images are built from, relative to the root or absolute. */
  readonly artifactsFile: string;
  /** Names of the resources of Istio's installation that the overlay lacks and the lab added. */
  readonly platform: readonly string[];
  readonly pods: readonly PodStatus[];
  /** Workloads of which pods cannot start here, and why. */
  readonly absent: readonly AbsentWorkload[];
  /** Whether no configuration with an error takes effect: by `--guard`, or by an annotation of the overlay. */
  readonly guarded: boolean;
  /** What analysis says of the newest state of the files, and what sidecars reject of it. */
  readonly findings: readonly Finding[];
  /** Whether the newest state of the files is what is active. */
  readonly edits: 'applied' | 'applying' | 'not-applied';
}

/** The running lab. */
export interface Lab {
  /** The mesh in force. */
  readonly mesh: Mesh;
  /** What it is made of: what admission took, and the last good versions of what it refused. */
  readonly resources: readonly Resource[];
  status(): LabStatus;
  /** Builds what a workload's pods run, and replaces them without a gap. @throws LabError as {@link RollOut.restart} */
  restart(workload: string): Promise<void>;
  /** Runs another configuration, live. @throws LabError as {@link LiveConfiguration.configure} */
  configure(choice: OverlayChoice): Promise<Reconfiguration>;
  /** Ends every process. May be called again, and while it is at work. */
  stop(): Promise<void>;
  /** Resolves when it has been stopped, by whomever: with a reason where nobody asked for it. */
  readonly stopped: Promise<LabError | undefined>;
}

/**
 * Starts every pod of an overlay and keeps the mesh in step with the files. At most one lab runs a project; what
 * an earlier one left behind when it was killed is ended first. A pod whose application does not come up is an
 * event, and the others run.
 *
 * @throws LabError when it cannot start, INTERRUPTED when `signal` is aborted
 *   meanwhile; nothing is left running then
 */
export async function startLab(options: LabOptions): Promise<Lab> {
  const undo: (() => unknown)[] = [lockRunDir(labPaths(options.root).run)];
  const cleanUp = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await start(options, undo, cleanUp);
  } catch (error) {
    await cleanUp();
    throw options.signal?.aborted ? interrupted() : asSystemError(labPaths(options.root).lab, error);
  }
}

async function start(
  options: LabOptions,
  undo: (() => unknown)[],
  cleanUp: () => Promise<void>,
): Promise<Lab> {
  const { root, choice, gatewayPort, onEvent, signal } = options;
  const onError = (error: unknown) => onEvent({ type: 'error', error });
  const progress = (text: string) => onEvent({ type: 'progress', text });
  const before = await endSurvivors(labPaths(root).run);
  if (!(await isFree(gatewayPort))) throw portInUse(gatewayPort);

  progress(`reading ${overlayFolder(choice)}`);
  const [kustomize, envoy] = await Promise.all([
    findKustomize(process.env, signal),
    findEnvoy({ progress, ...(signal && { signal }) }),
  ]);
  const started = Promise.withResolvers<LiveConfiguration>();
  // Watched from before they are read: an edit during the start counts as well.
  const watchers = await watchEdits(root, choice, onError, started.promise);
  undo.push(watchers.close);
  const addresses = await openAddressPlan(labPaths(root).lab, before.ports);
  undo.push(addresses.close);
  const source = { root, kustomize, workDir: labPaths(root).kustomize, sharesAddress: addresses.shared };
  const overlay = desiredOverlayReader(source, choice, onEvent);
  const desired = await readWithoutErrors(overlay);
  overlay.apply(desired);
  await watchers.follow(choice, desired);

  signal?.throwIfAborted();
  const onLine = (line: string) => progress(`building: ${line}`);
  const remedy = 'Correct the file that the output names, then run `./lab up` again.';
  await buildArtifacts({ root, folders: desired.folders, onStart: progress, onLine, remedy, signal });
  signal?.throwIfAborted();

  rmSync(labPaths(root).pods, { recursive: true, force: true });
  setAsideLogs(labPaths(root).logs);
  const assembly = { ...options, envoyBinary: envoy.path, addresses, onError };
  const { fleet, stop } = await assembleFleet(assembly, desired);
  undo.push(stop);
  progress(`starting ${desired.mesh.pods.length} pods`);
  for (const late of await unlessAborted(fleet.startMissing(), signal)) onError(late);
  tellRejections(onEvent, fleet.findings);

  const stopping = new AbortController();
  undo.push(() => stopping.abort());
  const rollOut = new RollOut({ root, fleet, desired, onEvent, signal: stopping.signal });
  const onDesired = (next: DesiredOverlay) => watchers.follow(overlay.choice, next);
  const live = liveConfiguration({ overlay, fleet, rollOut, onDesired, onEvent });
  const lab = runningLab({ options, fleet, overlay, rollOut, live, cleanUp });
  undo.push(keepAccessLogsSmall(() => lab.status().pods));
  undo.push(await serveControl(controlSocket(root), controlHandlers(lab, options)));
  started.resolve(live);
  return lab;
}

async function readWithoutErrors(overlay: DesiredOverlayReader): Promise<DesiredOverlay> {
  const desired = await overlay.read();
  if (desired) return desired;
  throw new LabError(
    'CONFIGURATION',
    'nothing of the overlay can be applied',
    'Correct the errors, then run the command again.',
  );
}

interface LabParts {
  readonly options: LabOptions;
  readonly fleet: Fleet;
  readonly overlay: DesiredOverlayReader;
  readonly rollOut: RollOut;
  readonly live: LiveConfiguration;
  readonly cleanUp: () => Promise<void>;
}

function runningLab({ options, fleet, overlay, rollOut, live, cleanUp }: LabParts): Lab {
  const { root, gatewayPort } = options;
  const stopped = Promise.withResolvers<LabError | undefined>();
  let stopping: Promise<void> | undefined;
  const stop = (reason?: LabError) => {
    forget();
    stopping ??= cleanUp().finally(() => stopped.resolve(reason));
    return stopping;
  };
  const { run, lab } = labPaths(root);
  const forget = whenLockIsLost(run, () => void stop(folderRemoved(lab)));
  return {
    get mesh() {
      return fleet.mesh;
    },
    get resources() {
      return overlay.applied?.resources ?? [];
    },
    status: () => ({
      ...overlay.choice,
      pid: process.pid,
      gatewayPort,
      hosts: gatewayHosts(fleet.mesh, (gateway, listener) => fleet.listenerAddress(gateway, listener)),
      artifactsFile: pathFrom(root, rollOut.desired.artifactsFile),
      platform: rollOut.desired.platform,
      pods: fleet.instances.map((instance) => instance.status()),
      absent: absentWorkloads(fleet, rollOut.desired.unplanned),
      guarded: rollOut.desired.guarded,
      findings: [...overlay.findings, ...withOutcomes(fleet.findings)],
      edits: live.isApplying ? 'applying' : overlay.inForce ? 'applied' : 'not-applied',
    }),
    restart: (workload) => rollOut.restart(workload),
    configure: (choice) => live.configure(choice),
    stop: () => stop(),
    stopped: stopped.promise,
  };
}

function controlHandlers(lab: Lab, { handlers }: LabOptions): ControlHandlers {
  return {
    ...handlers(lab),
    status: () => lab.status(),
    restart: ({ workload }: { readonly workload: string }) => lab.restart(workload),
    configure: (choice: OverlayChoice) => lab.configure(choice),
  };
}

/** What `work` gives, or the reason of the abort as soon as there is one: the work itself is ended by the clean-up. */
function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return work;
  const aborted = new Promise<never>((_, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  return Promise.race([work, aborted]);
}

function interrupted(): LabError {
  return new LabError(
    'INTERRUPTED',
    'interrupted before the lab was up',
    'Nothing is left running. Start again with `./lab up`.',
  );
}

function folderRemoved(folder: string): LabError {
  return new LabError(
    'FOLDER_REMOVED',
    `${folder} was removed, so the lab has stopped itself and everything it ran`,
    'Start it again with `./lab up`.',
  );
}

function portInUse(port: number): LabError {
  return new LabError(
    'PORT_IN_USE',
    `port ${port} of 127.0.0.1 is in use`,
    `Stop the program that uses it, or choose another port: ./lab up --port ${port + 1}`,
  );
}
