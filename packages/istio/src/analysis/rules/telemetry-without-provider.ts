import { findingAt } from '../../findings/finding-at.ts';
import type { Rule } from './rule.ts';

/** Access logging that names no provider where meshConfig has no default one (istio telemetry/providers.go). */
export const telemetryWithoutProvider: Rule = (mesh) => {
  if (mesh.config.defaultAccessLogProviders.length > 0) return [];
  return mesh.telemetries.flatMap((resource) =>
    [...(resource.spec.accessLogging ?? []).entries()]
      .filter(([, { disabled, providers }]) => !disabled && !providers?.length)
      .map(([index]) => {
        const message =
          'accessLogging names no provider and meshConfig has no default one, so it is ignored: add providers, such as envoy';
        return findingAt(resource, ['spec', 'accessLogging', index], 'IST0157', message);
      }),
  );
};
