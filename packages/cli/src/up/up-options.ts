import type { OverlayChoice } from '@lab/local';
import type { OverlayOptions } from '../overlay-options.ts';

/** What was typed. */
export interface UpOptions extends OverlayOptions {
  /** TCP port on 127.0.0.1 for the ingress gateway. */
  readonly port?: number;
  readonly detach?: boolean;
  /** False for --no-console. */
  readonly console?: boolean;
  /** True for --guard, false for --no-guard. */
  readonly guard?: boolean;
}

/** What is to run, and at which port. */
export interface LabUpOptions {
  readonly choice: OverlayChoice;
  readonly port: number;
  /** Whether the console is started. */
  readonly console: boolean;
}

/** The port of the ingress gateway where none is named. */
export const DEFAULT_PORT = 8080;
