import { findingAt } from '../../findings/finding-at.ts';
import type { Rule } from './rule.ts';

/** Fields that still work and have a successor (istio deprecation/deprecation.go). */
export const deprecatedField: Rule = (mesh) =>
  mesh.virtualServices.flatMap((resource) =>
    (resource.spec.http ?? []).flatMap(({ fault }, index) => {
      if (!fault?.delay?.percent) return [];
      const message = 'fault.delay.percent is deprecated: write percentage.value';
      return [findingAt(resource, ['spec', 'http', index, 'fault', 'delay', 'percent'], 'IST0002', message)];
    }),
  );
