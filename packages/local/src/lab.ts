import { rmSync } from 'node:fs';
import { findEnvoy } from '@lab/envoy';
import type { Finding, Mesh } from '@lab/istio';
import { findKustomize } from '@lab/kustomize';
import { isFree } from './addresses/port-allocator.ts';
import { buildArtifacts } from './build/build-artifacts.ts';
import { type ControlHandlers, serveControl } from './control/control-server.ts';
import { asDiskError } from './disk-error.ts';
import type { LabEvent } from './lab-event.ts';
import { controlSocket, labPaths } from './lab-paths.ts';
import { LocalError } from './local-error.ts';
import {
  type DesiredOverlay,
  type DesiredOverlayReader,
  desiredOverlayReader,
} from './overlay/desired-overlay.ts';
import { assembleFleet } from './pods/assemble-fleet.ts';
import type { Fleet } from './pods/fleet.ts';
import type { PodStatus } from './pods/pod-status.ts';
import { endSurvivors } from './run-state/end-survivors.ts';
import { lockRunDir } from './run-state/run-lock.ts';
import { followEdits } from './watch/follow-edits.ts';
import { watchManifests } from './watch/watch-manifests.ts';

export interface LabOptions {
  readonly root: string;
  /** Folder with all manifests, relative to `root` or absolute. */
  readonly manifests: string;
  /** Name of a folder below `overlays/` of it. */
  readonly overlay: string;
  /** Names of folders below `components/` of it, to put on top of the overlay. */
  readonly components: readonly string[];
  /** Names of components that the overlay leaves out. */
  readonly without: readonly string[];
  /** TCP port on 127.0.0.1 of the ingress gateway's first port. */
  readonly gatewayPort: number;
  /** Where the lab's own span collector listens on 127.0.0.1. */
  readonly collector: { readonly otlpPort: number; readonly zipkinPort: number };
  /** Control methods beside status and restart. */
  readonly handlers: (lab: Lab) => ControlHandlers;
  readonly onEvent: (event: LabEvent) => void;
  /** Aborted, it ends a start that is under way; a lab that is up already is not concerned. */
  readonly signal?: AbortSignal;
}

/** Plain JSON. */
export interface LabStatus {
  /** Process number of the lab itself. */
  readonly pid: number;
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
 * an earlier one left behind when it was killed is ended first. A pod whose application does not come up is an
 * event, and the others run.
 *
 * @throws LocalError, EnvoyError or KustomizeError when it cannot start, INTERRUPTED when `signal` is aborted
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
    throw options.signal?.aborted ? interrupted() : asDiskError(error);
  }
}

async function start(
  options: LabOptions,
  undo: (() => unknown)[],
  cleanUp: () => Promise<void>,
): Promise<Lab> {
  const { root, manifests, gatewayPort, onEvent, signal } = options;
  const onError = (error: unknown) => onEvent({ type: 'error', error });
  const progress = (text: string) => onEvent({ type: 'progress', text });
  const before = await endSurvivors(labPaths(root).run);
  if (!(await isFree(gatewayPort))) throw portInUse(gatewayPort);

  progress(`reading ${manifests}/overlays/${options.overlay}`);
  const [kustomize, envoy] = await Promise.all([
    findKustomize(),
    findEnvoy({ progress, ...(signal && { signal }) }),
  ]);
  // Watched from before they are read: an edit during the start counts as well.
  const started = Promise.withResolvers<(files: readonly string[]) => Promise<void>>();
  const onEdit = async (files: readonly string[]) => (await started.promise)(files);
  undo.push(await watchManifests(root, [manifests, 'skaffold.yaml'], onEdit, onError));
  const overlay = desiredOverlayReader({ ...options, kustomize, workDir: labPaths(root).kustomize }, onEvent);
  const desired = await readWithoutErrors(overlay);

  signal?.throwIfAborted();
  progress(`building ${desired.folders.join(', ')}`);
  await buildArtifacts(root, desired.folders, (line) => progress(`building: ${line}`), signal);
  signal?.throwIfAborted();

  rmSync(labPaths(root).pods, { recursive: true, force: true });
  const assembly = { ...options, envoyBinary: envoy.path, before, onError };
  const { fleet, stop } = await assembleFleet(assembly, desired);
  undo.push(stop);
  progress(`starting ${desired.mesh.pods.length} pods`);
  for (const late of await unlessAborted(fleet.startMissing(), signal)) onError(late);

  const lab = runningLab(options, fleet, overlay, cleanUp);
  undo.push(await serveControl(controlSocket(root), controlHandlers(lab, options)));
  started.resolve(followEdits(overlay, fleet, onEvent));
  return lab;
}

async function readWithoutErrors(overlay: DesiredOverlayReader): Promise<DesiredOverlay> {
  const desired = await overlay.read();
  if (desired) return desired;
  throw new LocalError('CONFIGURATION', 'the overlay has errors', 'Correct them, then run it again.');
}

function runningLab(
  { overlay: name, gatewayPort }: LabOptions,
  fleet: Fleet,
  overlay: DesiredOverlayReader,
  cleanUp: () => Promise<void>,
): Lab {
  const stopped = Promise.withResolvers<void>();
  let stopping: Promise<void> | undefined;
  return {
    get mesh() {
      return fleet.mesh;
    },
    status: () => ({
      pid: process.pid,
      overlay: name,
      gatewayPort,
      pods: fleet.instances.map((instance) => instance.status()),
      findings: overlay.findings,
    }),
    restart: (workload) => fleet.restart(workload),
    stop: () => {
      stopping ??= cleanUp().finally(() => stopped.resolve());
      return stopping;
    },
    stopped: stopped.promise,
  };
}

function controlHandlers(lab: Lab, { handlers }: LabOptions): ControlHandlers {
  return {
    ...handlers(lab),
    status: () => lab.status(),
    restart: ({ workload }: { readonly workload: string }) => lab.restart(workload),
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

function interrupted(): LocalError {
  return new LocalError(
    'INTERRUPTED',
    'stopped before the lab was up',
    'Nothing is left running; start again: ./lab up',
  );
}

function portInUse(port: number): LocalError {
  return new LocalError(
    'PORT_IN_USE',
    `port ${port} of 127.0.0.1 is in use`,
    `Stop the program that has it, or choose another: ./lab up --port ${port + 1}`,
  );
}
