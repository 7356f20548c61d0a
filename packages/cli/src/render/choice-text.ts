import type { OverlayChoice } from '@lab/local';

/** A configuration in words: `local with sick-replica without strict-mtls`, of which manifests where not the own. */
export function choiceText({
  manifests,
  overlay,
  components,
  without,
  guard,
  standIns,
}: OverlayChoice): string {
  const parts = [
    components.length > 0 && `with ${components.join(', ')}`,
    without.length > 0 && `without ${without.join(', ')}`,
    overlay !== undefined && manifests !== 'k8s' && `of ${manifests}`,
    guard && '(guard)',
    standIns === false && '(no stand-ins)',
  ];
  return [overlay ?? manifests, ...parts.filter(Boolean)].join(' ');
}
