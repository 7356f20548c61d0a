import { resolve } from 'node:path';
import { kustomizationAnnotations } from '@lab/kustomize';
import type { OverlayChoice } from './overlay-choice.ts';
import { overlayFolder } from './overlay-folder.ts';

/** An annotation of the overlay's kustomization with the value "true": as `up --guard`, for everybody who runs it. */
const GUARD = 'lab.local/guard';

/** Whether no configuration with an error is to take effect: the command says so, or the overlay. */
export function isGuarded(root: string, choice: OverlayChoice): boolean {
  return (
    choice.guard === true || kustomizationAnnotations(resolve(root, overlayFolder(choice)))[GUARD] === 'true'
  );
}
