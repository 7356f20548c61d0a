import { effectOf, type Finding } from '@lab/istio';
import type { LabEvent } from '../lab-event.ts';

/**
 * Findings of a configuration that is applied, with what became of each error: what callers get where it is in effect, and
 * what does not run. Admission has said already which resources it refused.
 */
export function withOutcomes(findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => {
    const outcome = finding.outcome ?? outcomeOf(finding);
    return outcome === undefined ? finding : { ...finding, outcome };
  });
}

function outcomeOf({ code, severity, callers }: Finding): string | undefined {
  if (severity !== 'error') return undefined;
  switch (effectOf(code)) {
    case 'in-effect':
      return callers === undefined ? 'in effect' : `in effect: ${callers}`;
    case 'not-started':
      return 'not started: new pods of it cannot run here, and the other pods run';
    case 'refused':
      return 'not applied';
    default:
      return undefined;
  }
}

/** Tells what sidecars reject of a configuration that is applied. */
export function tellRejections(onEvent: (event: LabEvent) => void, findings: readonly Finding[]): void {
  if (findings.length > 0) onEvent({ type: 'findings', findings: withOutcomes(findings), inForce: true });
}
