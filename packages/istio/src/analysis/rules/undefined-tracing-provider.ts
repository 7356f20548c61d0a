import { didYouMean } from '../suggest.ts';
import { findingAt } from '../validation/report.ts';
import type { Rule } from './rule.ts';

/** A tracing provider that meshConfig does not define gives no spans at all, without a word from Istio. */
export const undefinedTracingProvider: Rule = (mesh) => {
  const known = mesh.config.extensionProviders.map(({ name }) => name);
  return mesh.telemetries.flatMap((resource) =>
    (resource.spec.tracing ?? []).flatMap(({ providers }, index) =>
      [...(providers ?? []).entries()]
        .filter(([, { name }]) => !known.includes(name))
        .map(([position, { name }]) =>
          findingAt(resource, ['spec', 'tracing', index, 'providers', position, 'name'], {
            code: 'LAB0302',
            severity: 'warning',
            message: `tracing provider "${name}" is not among meshConfig's extensionProviders, so there will be no spans${didYouMean(name, known)}`,
          }),
        ),
    ),
  );
};
