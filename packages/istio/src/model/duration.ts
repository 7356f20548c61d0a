import type { Milliseconds } from './values.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};

/**
 * Milliseconds of a duration as Istio takes it, `1h30m`, `1.5s`, `250ms` (Go's time.ParseDuration); undefined
 * where the text is none.
 */
export function parseDuration(text: string): Milliseconds | undefined {
  const match = /^([+-]?)((?:\d+(?:\.\d*)?(?:h|ms|m|s|us|µs|ns))+|0)$/.exec(text);
  if (!match) return undefined;
  const parts = [...(match[2] ?? '').matchAll(/(\d+(?:\.\d*)?)(h|ms|m|s|us|µs|ns)/g)];
  const sum = parts.reduce(
    (total, [, number, unit]) => total + Number(number) * (UNIT_MS[unit ?? ''] ?? 0),
    0,
  );
  return match[1] === '-' ? -sum : sum;
}

/** A duration that validation has accepted; undefined where the field is not set. */
export function readDuration(text: string | undefined): Milliseconds | undefined {
  return text === undefined ? undefined : (parseDuration(text) ?? 0);
}
