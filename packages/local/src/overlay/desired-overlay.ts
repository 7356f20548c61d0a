import { type Finding, hasError, type Mesh } from '@lab/istio';
import type { LabEvent } from '../lab-event.ts';
import { loadOverlay, type OverlaySource } from './load-overlay.ts';
import { type PodPlans, planPods } from './plan-pods.ts';

/** What is to run: a mesh, and a process for each of its pods. */
export type DesiredOverlay = PodPlans & { readonly mesh: Mesh };

/** Reads what the files want, again after each edit. */
export interface DesiredOverlayReader {
  /** What analysis says of the newest state of the files, and what an Envoy refused of it. */
  readonly findings: readonly Finding[];
  /** The desired state, or undefined where an error is among the findings; all of them are told as an event. */
  read(): Promise<DesiredOverlay | undefined>;
  /** Tells what sidecars refused. */
  refuse(refusals: readonly Finding[]): void;
}

export function desiredOverlayReader(
  source: OverlaySource,
  onEvent: (event: LabEvent) => void,
): DesiredOverlayReader {
  let findings: readonly Finding[] = [];
  return {
    get findings() {
      return findings;
    },
    read: async () => {
      const loaded = await load(source);
      findings = loaded.findings;
      const inForce = loaded.desired !== undefined;
      if (findings.length > 0) onEvent({ type: 'findings', findings, inForce });
      return loaded.desired;
    },
    refuse: (refusals) => {
      findings = [...findings, ...refusals];
      onEvent({ type: 'findings', findings: refusals, inForce: false });
    },
  };
}

interface Loaded {
  readonly desired?: DesiredOverlay;
  readonly findings: readonly Finding[];
}

async function load(source: OverlaySource): Promise<Loaded> {
  const loaded = await loadOverlay(source);
  if (!loaded.ok) return loaded;
  const planned = planPods(loaded.mesh, source.root);
  const findings = [...loaded.findings, ...planned.findings];
  return hasError(findings) ? { findings } : { desired: { ...planned, mesh: loaded.mesh }, findings };
}
