import { BLACK_HOLE_CLUSTER } from '@lab/istio';
import type { AccessLogEntry } from '../access-log-entry.ts';
import { type CauseDefinition, logLine } from '../cause.ts';
import { editOf, routeText, sourceLine } from '../configuration-lines.ts';
import { routeFields } from '../configured.ts';
import type { Evidence } from '../evidence.ts';
import { isRefusedAsBytes } from './protocol-error.ts';

/** The route that the sidecar has for hosts that the mesh does not know, where it refuses them (istio httproute.go). */
const BLOCK_ALL = 'block_all';

export const registryOnly: CauseDefinition = {
  code: 'REGISTRY_ONLY',
  title: 'The sidecar does not know the host, and refuses calls to such hosts',
  meaning:
    'The sidecar of the caller knows no Service and no ServiceEntry for the host and port, and its outbound traffic policy is REGISTRY_ONLY.',
  evidence:
    'The caller logs 502 with direct_response and route block_all, or a connection to BlackHoleCluster.',
  fix: 'Add a ServiceEntry for a host outside the mesh, or set the outbound traffic policy to ALLOW_ANY. For a Service of the mesh, correct the port, or import the host in `egress` of the Sidecar.',
  find({ origin }, evidence) {
    const { mesh } = evidence;
    if (origin.routeName !== BLOCK_ALL && origin.cluster !== BLACK_HOLE_CLUSTER) return undefined;
    if (isRefusedAsBytes(origin, evidence)) return undefined;
    const sidecars = mesh.sidecars.filter(
      ({ spec, metadata }) =>
        spec.outboundTrafficPolicy?.mode === 'REGISTRY_ONLY' &&
        origin.pod.startsWith(`${metadata.namespace}/`),
    );
    const known = serviceOf(origin, evidence);
    const why = known
      ? `its sidecar does not import ${known}, or the Service has no such port,`
      : 'the host is not in the mesh,';
    return {
      certainty: 'certain',
      sentence: `${origin.pod} refuses the call${origin.authority ? ` to ${origin.authority}` : ''}: ${why} and the outbound traffic policy is REGISTRY_ONLY.`,
      lines: [
        logLine(origin),
        ...sidecars.map((sidecar) =>
          sourceLine(
            {
              resource: `Sidecar ${sidecar.metadata.namespace}/${sidecar.metadata.name}`,
              location: sidecar.locate(['spec', 'outboundTrafficPolicy']),
            },
            'has mode REGISTRY_ONLY',
          ),
        ),
      ],
      not: ['Not the host that was called: nothing was sent to it.'],
      next: [
        known
          ? `Import ${known} in \`egress\` of the Sidecar, or correct the port`
          : 'Add a ServiceEntry for the host',
      ],
    };
  },
};

/** The Service that the authority names, by its whole name or a beginning of it. */
function serviceOf({ authority = '' }: AccessLogEntry, { mesh }: Evidence): string | undefined {
  const name = authority.replace(/:\d+$/, '');
  if (name === '') return undefined;
  return mesh.services.find(({ hostname }) => `${hostname}.`.startsWith(`${name}.`))?.hostname;
}

export const directResponse: CauseDefinition = {
  code: 'DIRECT_RESPONSE',
  title: 'The route answers the request itself',
  meaning: 'The VirtualService has a `directResponse` with an error, and nothing is sent on.',
  evidence: 'The proxy logs the status with direct_response, and no upstream cluster.',
  fix: 'Remove `directResponse` from the route, or send what another route takes.',
  find({ origin }, evidence) {
    if (origin.details !== 'direct_response' || origin.routeName === BLOCK_ALL) return undefined;
    const sources = routeFields(evidence, origin, ['directResponse']).map(({ source }) => source);
    return {
      certainty: 'certain',
      sentence: `${capitalised(routeText(origin.routeName, sources[0]))} of ${origin.pod} answers ${origin.status} itself.`,
      lines: [logLine(origin), ...sources.map((source) => sourceLine(source, 'has a directResponse'))],
      not: ['Not the callee: nothing was sent to it.'],
      next: editOf(sources[0]),
    };
  },
};

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
