import { type Finding, hasError, type Mesh } from '@lab/istio';
import type { LabEvent } from '../lab-event.ts';
import { loadOverlay, type OverlaySource } from './load-overlay.ts';
import type { OverlayChoice } from './overlay-choice.ts';
import { placementFindings } from './placement-findings.ts';
import { type PodPlans, planPods } from './plan-pods.ts';

/** What Helm releases bring to a cluster, for the lab without one; relative to the root. */
export const PLATFORM = 'k8s/platform';

/** What is to run: a mesh, and a process for each of its pods. */
export type DesiredOverlay = PodPlans & {
  readonly mesh: Mesh;
  /** Names of the resources of Istio's installation that the overlay lacks and the lab added. */
  readonly platform: readonly string[];
};

/** What a choice comes to: the desired state, or none where an error is among the findings. */
export interface LoadedOverlay {
  readonly desired?: DesiredOverlay;
  readonly findings: readonly Finding[];
}

/** Reads what the files want, again after each edit. */
export interface DesiredOverlayReader {
  /** The configuration that is followed. */
  readonly choice: OverlayChoice;
  /** What analysis says of the newest state of the files, and what an Envoy refused of it. */
  readonly findings: readonly Finding[];
  /** The desired state, or undefined where an error is among the findings; all of them are told as an event. */
  read(): Promise<DesiredOverlay | undefined>;
  /** What another choice would come to; nothing is told and nothing changes. */
  load(choice: OverlayChoice): Promise<LoadedOverlay>;
  /** Follows another choice from now on, with what was found in it. */
  follow(choice: OverlayChoice, findings: readonly Finding[]): void;
  /** Tells what sidecars refused. */
  refuse(refusals: readonly Finding[]): void;
}

export function desiredOverlayReader(
  source: Omit<OverlaySource, keyof OverlayChoice>,
  initial: OverlayChoice,
  onEvent: (event: LabEvent) => void,
): DesiredOverlayReader {
  let choice: OverlayChoice = initial;
  let findings: readonly Finding[] = [];
  return {
    get choice() {
      return choice;
    },
    get findings() {
      return findings;
    },
    read: async () => {
      const loaded = await load({ ...source, ...choice });
      findings = loaded.findings;
      const inForce = loaded.desired !== undefined;
      if (findings.length > 0) onEvent({ type: 'findings', findings, inForce });
      return loaded.desired;
    },
    load: (other) => load({ ...source, ...other }),
    follow: (next, found) => {
      choice = next;
      findings = found;
    },
    refuse: (refusals) => {
      findings = [...findings, ...refusals];
      onEvent({ type: 'findings', findings: refusals, inForce: false });
    },
  };
}

/** What `up` would say of an overlay, without starting anything. */
export async function overlayFindings(source: OverlaySource): Promise<readonly Finding[]> {
  return (await load(source)).findings;
}

async function load(source: OverlaySource): Promise<LoadedOverlay> {
  const loaded = await loadOverlay(source, PLATFORM);
  if (!loaded.ok) return loaded;
  const planned = planPods(loaded.mesh, source.root, source.manifests);
  const findings = [...loaded.findings, ...planned.findings, ...placementFindings(loaded.mesh, source)];
  return hasError(findings)
    ? { findings }
    : { desired: { ...planned, mesh: loaded.mesh, platform: loaded.platform ?? [] }, findings };
}
