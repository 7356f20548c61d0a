import type { Finding } from '@lab/istio';
import { type Failure, failureOf } from './control/failure.ts';
import type { LabEvent } from './lab-event.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { DesiredOverlay, DesiredOverlayReader } from './overlay/desired-overlay.ts';
import { tellRejections, withOutcomes } from './overlay/outcome.ts';
import type { OverlayChoice } from './overlay/overlay-choice.ts';
import type { Fleet } from './pods/fleet.ts';
import { keyOf } from './pods/pod-key.ts';
import type { RollOut } from './pods/roll-out.ts';

/** What became of another configuration for a lab that is up. Plain JSON. */
export interface Reconfiguration {
  /** False: nothing of it can take effect, and the previous configuration stays active. */
  readonly inForce: boolean;
  readonly findings: readonly Finding[];
  /** Until every sidecar had it; its pods come after that. */
  readonly milliseconds: number;
  /** `NAMESPACE/POD` of the pods that came, went, and were replaced by others of the same name. */
  readonly pods: Readonly<Record<'started' | 'ended' | 'replaced', readonly string[]>>;
  /** Pods that did not come up: they go on trying. */
  readonly failures: readonly Failure[];
}

/** Changes what runs, by edits and by commands; one change of the configuration at a time. */
export interface LiveConfiguration {
  /** Whether an edit of the manifests has been seen, and is not in force yet. */
  readonly isApplying: boolean;
  /** Brings an edit of the manifests into force, or tells what is wrong with it. */
  edit(files: readonly string[]): Promise<void>;
  /** Builds the applications that an edit of sources belongs to, and replaces their pods. */
  rebuild(files: readonly string[]): Promise<void>;
  /** @throws LabError BUILD_FAILED when an application of it cannot be built: nothing has changed then */
  configure(choice: OverlayChoice): Promise<Reconfiguration>;
}

export interface LiveConfigurationOptions {
  readonly overlay: DesiredOverlayReader;
  readonly fleet: Fleet;
  readonly rollOut: RollOut;
  /** Called with what is in force from now on. */
  readonly onDesired: (desired: DesiredOverlay) => Promise<void>;
  readonly onEvent: (event: LabEvent) => void;
}

/**
 * The configuration of the sidecars follows a change at once; pods that have to be started or replaced come after it,
 * and do not hold up the next change.
 */
export function liveConfiguration(options: LiveConfigurationOptions): LiveConfiguration {
  const inTurn = oneAtATime();
  let edits = 0;
  return {
    get isApplying() {
      return edits > 0;
    },
    edit: (files) => {
      edits += 1;
      return inTurn(() => edit(options, files)).finally(() => {
        edits -= 1;
      });
    },
    rebuild: (files) => options.rollOut.rebuild(files),
    configure: async (choice) => {
      const { fleet, rollOut } = options;
      const begin = async () => ({
        before: generations(fleet),
        adopted: await inTurn(() => adopt(options, choice)),
      });
      let { before, adopted } = await begin();
      // Edits go on while applications are built: the files are read again after it.
      while (adopted.unbuilt) {
        await rollOut.buildNew(adopted.unbuilt);
        ({ before, adopted } = await begin());
      }
      if (!adopted.desired) return refused(adopted.findings);
      const failures = await rollOut.desire(adopted.desired);
      return {
        ...{ inForce: true, milliseconds: adopted.milliseconds },
        findings: [...adopted.findings, ...withOutcomes(fleet.findings)],
        pods: difference(before, generations(fleet)),
        failures: failures.map(failureOf),
      };
    },
  };
}

async function edit(options: LiveConfigurationOptions, files: readonly string[]): Promise<void> {
  const { overlay, fleet, rollOut, onDesired, onEvent } = options;
  const start = performance.now();
  const desired = await overlay.read();
  if (!desired) return;
  const { adopted, findings } = await fleet.adopt(desired);
  if (!adopted) return overlay.refuse(findings);
  overlay.apply(desired);
  tellRejections(onEvent, findings);
  onEvent({ type: 'applied', files, milliseconds: performance.now() - start });
  await onDesired(desired);
  void rollOut.desire(desired).then(() => {
    const told = new Set(findings.map(({ message }) => message));
    // Of pods that are new.
    tellRejections(
      onEvent,
      fleet.findings.filter(({ message }) => !told.has(message)),
    );
  });
}

interface Adopted {
  /** None: it is not in force. */
  readonly desired?: DesiredOverlay;
  /** Folders of applications that have to be built first. */
  readonly unbuilt?: readonly string[];
  readonly findings: readonly Finding[];
  readonly milliseconds: number;
}

async function adopt(
  { overlay, fleet, rollOut, onDesired, onEvent }: LiveConfigurationOptions,
  choice: OverlayChoice,
): Promise<Adopted> {
  const start = performance.now();
  const { desired, findings } = await overlay.load(choice);
  const milliseconds = () => performance.now() - start;
  if (!desired) return { findings, milliseconds: milliseconds() };
  const unbuilt = rollOut.unbuilt(desired.folders);
  if (unbuilt.length > 0) return { unbuilt, findings, milliseconds: milliseconds() };
  const { adopted, findings: rejections } = await fleet.adopt(desired);
  if (!adopted) return { findings: rejections, milliseconds: milliseconds() };
  overlay.apply(desired);
  overlay.follow(choice, findings);
  onEvent({ type: 'configured', choice, milliseconds: milliseconds() });
  tellRejections(onEvent, [...findings, ...rejections]);
  const result = { desired, findings, milliseconds: milliseconds() };
  await onDesired(desired);
  return result;
}

function refused(findings: readonly Finding[]): Reconfiguration {
  const pods = { started: [], ended: [], replaced: [] };
  return { inForce: false, findings, milliseconds: 0, pods, failures: [] };
}

function generations(fleet: Fleet): ReadonlyMap<string, number> {
  return new Map(fleet.instances.map(({ pod, generation }) => [keyOf(pod), generation]));
}

function difference(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): Reconfiguration['pods'] {
  const stayed = [...after].filter(([key]) => before.has(key));
  return {
    started: [...after.keys()].filter((key) => !before.has(key)),
    ended: [...before.keys()].filter((key) => !after.has(key)),
    replaced: stayed.filter(([key, generation]) => before.get(key) !== generation).map(([key]) => key),
  };
}
