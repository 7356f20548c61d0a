import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { OverlayChoice } from './overlay-choice.ts';

/** What runs where nobody names an overlay. */
const DEFAULT_OVERLAY = 'local';

/**
 * The overlay that is meant where nobody names one. Manifests with `overlays/` have `local`; any other folder is what
 * `kubectl apply -k` or `-f` would be given, and is built itself.
 *
 * @param manifests the whole path of their folder
 */
export function defaultOverlay(manifests: string): string | undefined {
  const isOne = existsSync(manifests) && !existsSync(resolve(manifests, 'overlays'));
  return isOne ? undefined : DEFAULT_OVERLAY;
}

/** The folder that is built, relative to the project's root or absolute. */
export function overlayFolder({ manifests, overlay }: Pick<OverlayChoice, 'manifests' | 'overlay'>): string {
  return overlay === undefined ? manifests : join(manifests, 'overlays', overlay);
}
