/** The environment has a setting that cannot be used; the service must not start with a guess in its place. */
export class SettingError extends Error {
  readonly code = 'INVALID_SETTING';

  constructor(name: string, value: string, expected: string) {
    super(`${name}=${JSON.stringify(value)} is not usable: expected ${expected}`);
    this.name = 'SettingError';
  }
}

/**
 * Reads a number from the environment, `fallback` if it is not set or empty.
 *
 * @throws SettingError for a value that is not a number within [min, max]
 */
export function numberSetting(
  env: NodeJS.ProcessEnv,
  name: string,
  fallback: number,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {},
): number {
  const value = env[name];
  if (value === undefined || value === '') return fallback;
  const number = Number(value);
  if (Number.isFinite(number) && number >= min && number <= max) return number;
  throw new SettingError(name, value, `a number from ${min} to ${max}`);
}
