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
 * @throws SettingError for a value that is not a number within [min, max], or not a whole one where it must be
 */
export function numberSetting(
  env: NodeJS.ProcessEnv,
  name: string,
  fallback: number,
  {
    min = 0,
    max = Number.MAX_SAFE_INTEGER,
    isWhole = false,
  }: { min?: number; max?: number; isWhole?: boolean } = {},
): number {
  const value = env[name];
  if (value === undefined || value === '') return fallback;
  const number = Number(value);
  const isKind = isWhole ? Number.isInteger(number) : Number.isFinite(number);
  if (isKind && number >= min && number <= max) return number;
  throw new SettingError(name, value, `a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}`);
}

/**
 * Reads a switch from the environment, off if it is not set or empty.
 *
 * @throws SettingError for a value that is neither `true` nor `false`
 */
export function flagSetting(env: NodeJS.ProcessEnv, name: string): boolean {
  const value = env[name] || 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  throw new SettingError(name, value, 'true or false');
}
