/** What went wrong around the Envoy binary; stable, for callers to switch on. */
export type EnvoyErrorCode =
  | 'ENVOY_NOT_FOUND'
  | 'ENVOY_UNUSABLE'
  | 'ENVOY_CONFIG_REJECTED'
  | 'ENVOY_PORT_IN_USE'
  | 'ENVOY_EXITED'
  | 'ENVOY_ADMIN';

/** The environment is at fault, not the person's configuration: `remedy` says what to do about it. */
export class EnvoyError extends Error {
  override readonly name = 'EnvoyError';
  readonly code: EnvoyErrorCode;
  readonly remedy: string;

  constructor(code: EnvoyErrorCode, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}
