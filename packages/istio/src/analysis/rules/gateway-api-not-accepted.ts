import { type Finding, findingOf } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { createHints } from '../../findings/suggest.ts';
import { convertedRoutes } from '../../model/gateway-api/http-routes.ts';
import { gatewayListeners } from '../../model/gateway-api/listeners.ts';
import type { Problem } from '../../model/gateway-api/problem.ts';
import { type Resource, resourceName } from '../../resources/resource.ts';
import type { Rule } from './rule.ts';

/**
 * What Istio does not carry out of an HTTPRoute or of a Gateway's listener. A cluster says it in the status of the
 * resource, where few people look (gateway-api.sigs.k8s.io, conditions Accepted and ResolvedRefs).
 */
export const gatewayApiNotAccepted: Rule = (mesh) => {
  const hint = createHints();
  const report = (resource: Resource, { path, message, misspelt }: Problem): Finding => {
    const end = misspelt ? hint(misspelt.name, misspelt.known, resourceName(resource)) : '';
    return findingOf({ ...message, text: `${message.text}${end}` }, at(resource, path));
  };
  return [
    ...gatewayListeners(mesh).flatMap(({ owner, problem }) => (problem ? report(owner, problem) : [])),
    ...convertedRoutes(mesh).flatMap(({ route, problems }) =>
      problems.map((problem) => report(route, problem)),
    ),
  ];
};
