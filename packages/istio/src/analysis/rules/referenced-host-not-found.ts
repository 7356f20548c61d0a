import { isSubsetOf } from '../../model/hostname.ts';
import { didYouMean } from '../suggest.ts';
import { findingAt } from '../validation/report.ts';
import { destinations } from './destinations.ts';
import type { Rule } from './rule.ts';

/** A destination that is no Service and no ServiceEntry's host: 503 for every request (Istio IST0101). */
export const referencedHostNotFound: Rule = (mesh) => {
  const hosts = mesh.services.map(({ hostname }) => hostname);
  const names = mesh.services.map(({ name }) => name);
  return destinations(mesh)
    .filter(({ host }) => !hosts.some((known) => isSubsetOf(host, known)))
    .map(({ resource, path, destination, host }) =>
      findingAt(resource, [...path, 'host'], {
        code: 'IST0101',
        severity: 'error',
        message: `host "${destination.host}" (${host}) is neither a Service nor a ServiceEntry's host${didYouMean(destination.host, names)}`,
      }),
    );
};
