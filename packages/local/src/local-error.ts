/** What went wrong with this machine rather than with the configuration; stable, for callers to switch on. */
export type LocalErrorCode =
  | 'LAB_ALREADY_UP'
  | 'LAB_NOT_UP'
  | 'INTERRUPTED'
  | 'PORT_IN_USE'
  | 'NO_FREE_PORT'
  | 'BAD_SETTING'
  | 'DISK'
  | 'FOLDER_REMOVED'
  | 'BUILD_FAILED'
  | 'SIDECAR_NOT_READY'
  | 'WORKLOAD_NOT_READY'
  | 'UNKNOWN_WORKLOAD'
  | 'CONFIGURATION'
  | 'CONTROL';

/** The environment is at fault, not the person's configuration: `remedy` says what to do about it. */
export class LocalError extends Error {
  override readonly name = 'LocalError';
  readonly code: LocalErrorCode;
  readonly remedy: string;

  constructor(code: LocalErrorCode, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}
