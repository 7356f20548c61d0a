import { join } from 'node:path';
import { type Placement, resourceFile } from './placement.ts';

type Json = Readonly<Record<string, unknown>>;

/** envoy.config.core.v3.ConfigSource that watches one file for being replaced by a rename. */
export function fileSource(path: string) {
  return { pathConfigSource: { path }, resourceApiVersion: 'V3' };
}

/**
 * Copies a piece of configuration with what it fetches by ADS fetched from files instead (RDS and SDS), and
 * access logs on standard output in a file of the pod's own. Nothing else is changed.
 */
export function moveSources<Value>(value: Value, placement: Placement): Value {
  if (Array.isArray(value)) return value.map((item) => moveSources(item, placement)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, field]) => [
    key,
    movedSource(key, field, value as Json, placement) ?? moveSources(field, placement),
  ]);
  return Object.fromEntries(entries) as Value;
}

function movedSource(key: string, field: unknown, parent: Json, placement: Placement): unknown {
  if (key === 'configSource' && typeof parent.routeConfigName === 'string') {
    return fileSource(resourceFile(placement.xdsDir, 'rds', parent.routeConfigName));
  }
  if (key === 'sdsConfig') return fileSource(join(placement.identityDir, `${parent.name}.json`));
  if (key === 'path' && field === '/dev/stdout') return placement.accessLogPath;
  return undefined;
}
