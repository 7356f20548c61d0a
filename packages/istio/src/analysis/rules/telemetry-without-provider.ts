import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import type { Rule } from './rule.ts';

/** Access logging that names no provider where meshConfig has no default one (istio telemetry/providers.go). */
export const telemetryWithoutProvider: Rule = (mesh) => {
  if (mesh.config.defaultAccessLogProviders.length > 0) return [];
  return mesh.telemetries.flatMap((resource) =>
    [...(resource.spec.accessLogging ?? []).entries()]
      .filter(([, { disabled, providers }]) => !disabled && !providers?.length)
      .map(([index]) => finding('IST0157', {}, at(resource, ['spec', 'accessLogging', index]))),
  );
};
