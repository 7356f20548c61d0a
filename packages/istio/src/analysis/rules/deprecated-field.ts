import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import type { Rule } from './rule.ts';

/** Fields that still work and have a successor (istio deprecation/deprecation.go). */
export const deprecatedField: Rule = (mesh) =>
  mesh.virtualServices.flatMap((resource) =>
    (resource.spec.http ?? []).flatMap(({ fault }, index) => {
      if (!fault?.delay?.percent) return [];
      const names = { field: 'fault.delay.percent', successor: 'fault.delay.percentage.value' };
      return [finding('IST0002', names, at(resource, ['spec', 'http', index, 'fault', 'delay', 'percent']))];
    }),
  );
