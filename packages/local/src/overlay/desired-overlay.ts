import { type Finding, hasError, isReadable, type Mesh, type Resource } from '@lab/istio';
import type { LabEvent } from '../lab-event.ts';
import { endpointFindings } from './endpoint-findings.ts';
import { isGuarded } from './guard.ts';
import { jobFindings } from './job-findings.ts';
import { loadOverlay, type OverlaySource } from './load-overlay.ts';
import { withOutcomes } from './outcome.ts';
import type { OverlayChoice } from './overlay-choice.ts';
import { placementFindings } from './placement-findings.ts';
import { type PodPlans, planPods } from './plan-pods.ts';
import { rolloutFindings } from './rollout-findings.ts';

/** What Helm releases bring to a cluster, for the lab without one; relative to the root. */
export const PLATFORM = 'k8s/platform';

/** What is to run: a mesh, and a process for each of its pods. */
export type DesiredOverlay = PodPlans & {
  readonly mesh: Mesh;
  /** What admission took, and the last good versions of what it refused. */
  readonly resources: readonly Resource[];
  /** Names of the resources of Istio's installation that the overlay lacks and the lab added. */
  readonly platform: readonly string[];
  /** Whether no configuration with an error takes effect. */
  readonly guarded: boolean;
};

/** What a choice comes to: the desired state, or none where nothing of it is to take effect. */
export interface LoadedOverlay {
  readonly desired?: DesiredOverlay;
  readonly findings: readonly Finding[];
}

/** Reads what the files want, again after each edit. */
export interface DesiredOverlayReader {
  /** The configuration that is followed. */
  readonly choice: OverlayChoice;
  /** What analysis says of the newest state of the files, and what an Envoy refused of it under a guard. */
  readonly findings: readonly Finding[];
  /** Whether the newest state of the files took effect. */
  readonly inForce: boolean;
  /** What took effect last. */
  readonly applied: DesiredOverlay | undefined;
  /** The desired state, or undefined where nothing of it is to take effect; its findings are told as an event. */
  read(): Promise<DesiredOverlay | undefined>;
  /** What another choice would come to; nothing is told and nothing changes. */
  load(choice: OverlayChoice): Promise<LoadedOverlay>;
  /** Takes note of what has taken effect: its resources stay where later versions of them are refused. */
  apply(desired: DesiredOverlay): void;
  /** Follows another choice from now on, with what was found in it. */
  follow(choice: OverlayChoice, findings: readonly Finding[]): void;
  /** Tells what sidecars refused, so that nothing has taken effect. */
  refuse(refusals: readonly Finding[]): void;
}

export function desiredOverlayReader(
  source: Omit<OverlaySource, keyof OverlayChoice | 'applied'>,
  initial: OverlayChoice,
  onEvent: (event: LabEvent) => void,
): DesiredOverlayReader {
  let choice: OverlayChoice = initial;
  let findings: readonly Finding[] = [];
  let applied: DesiredOverlay | undefined;
  let inForce = true;
  const load = (other: OverlayChoice) => loadToApply({ ...source, ...other }, applied);
  return {
    get choice() {
      return choice;
    },
    get findings() {
      return findings;
    },
    get inForce() {
      return inForce;
    },
    get applied() {
      return applied;
    },
    read: async () => {
      const loaded = await load(choice);
      findings = loaded.findings;
      inForce = loaded.desired !== undefined;
      if (findings.length > 0) onEvent({ type: 'findings', findings, inForce });
      return loaded.desired;
    },
    load,
    apply: (desired) => {
      applied = desired;
    },
    follow: (next, found) => {
      choice = next;
      findings = found;
      inForce = true;
    },
    refuse: (refusals) => {
      findings = [...findings, ...refusals];
      inForce = false;
      onEvent({ type: 'findings', findings: refusals, inForce: false });
    },
  };
}

/** What `up` would find in an overlay, without starting anything. */
export async function overlayFindings(source: OverlaySource): Promise<readonly Finding[]> {
  return (await load(source)).findings;
}

async function loadToApply(source: OverlaySource, last: DesiredOverlay | undefined): Promise<LoadedOverlay> {
  const guarded = isGuarded(source.root, source);
  const loaded = await load(guarded ? source : { ...source, applied: last?.resources ?? [] });
  const { desired, findings } = loaded;
  if (!desired || (guarded && hasError(findings))) return { findings };
  // Pods whose new template cannot run here keep the process that they have, as a rollout in a cluster leaves the old ones.
  const kept = [...desired.unplanned.keys()].flatMap((key) => {
    const plan = last?.plans.get(key);
    return plan ? [[key, plan] as const] : [];
  });
  const plans = new Map([...desired.plans, ...kept]);
  return { desired: { ...desired, plans, guarded }, findings: withOutcomes(findings) };
}

async function load(source: OverlaySource): Promise<LoadedOverlay> {
  const loaded = await loadOverlay(source, PLATFORM);
  if (!loaded.ok) return loaded;
  const planned = planPods(loaded.mesh, source.root, source.manifests, source.standIns !== false);
  const findings = [
    ...loaded.findings,
    ...planned.findings,
    ...placementFindings(loaded.mesh, source),
    ...endpointFindings(loaded.mesh),
    ...rolloutFindings(loaded.resources),
    ...jobFindings(loaded.resources),
  ];
  if (!isReadable(findings)) return { findings };
  const { mesh, resources, platform = [] } = loaded;
  return { desired: { ...planned, mesh, resources, platform, guarded: false }, findings };
}
