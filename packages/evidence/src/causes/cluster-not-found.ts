import { type CauseDefinition, logLine } from '../cause.ts';
import { configurationLine, namedRoutes } from '../configuration-lines.ts';

export const clusterNotFound: CauseDefinition = {
  code: 'CLUSTER_NOT_FOUND',
  title: 'The route leads to a subset, port or host that does not exist',
  meaning:
    'The VirtualService sends the request to a destination for which the proxy has no cluster: no DestinationRule defines the subset, the Service has no such port, or the host is not visible to the caller.',
  evidence:
    'The caller logs 503 NC with cluster_not_found; the configuration has no cluster for the destination.',
  fix: 'Define the subset in the DestinationRule of the host, or correct the destination of the VirtualService.',
  find({ origin }, { mesh }) {
    if (!origin.flags.has('NC')) return undefined;
    const missing = namedRoutes(mesh, origin.routeName).flatMap(({ resource, route, index }) =>
      (route.route ?? []).flatMap(({ destination }, at) => {
        const { host, subset } = destination ?? {};
        const defined = mesh.destinationRules.some(
          ({ spec }) =>
            host?.startsWith(spec.host.split('.')[0] ?? '') &&
            spec.subsets?.some(({ name }) => name === subset),
        );
        if (!subset || !host || defined) return [];
        const path = ['spec', 'http', index, 'route', at, 'destination', 'subset'];
        return [
          { subset, host, line: configurationLine(resource, path, `sends to subset ${subset} of ${host}`) },
        ];
      }),
    );
    const [first] = missing;
    return {
      certainty: missing.length === 1 ? 'certain' : 'likely',
      sentence: first
        ? `${origin.routeName} sends to subset ${first.subset} of ${first.host}, which no DestinationRule defines.`
        : `${origin.routeName ?? 'The route'} sends to a cluster that ${origin.pod} does not have.`,
      lines: [logLine(origin), ...missing.map(({ line }) => line)],
      not: [
        'Not a missing endpoint: the proxy has no cluster at all (UH would be one without endpoints).',
        ...(missing.length === 1 ? [] : ['Subset, port or visibility may be wrong: ./lab analyze decides.']),
      ],
      next: ['./lab analyze'],
    };
  },
};
