import { suggest } from '../../findings/suggest.ts';
import { hostForms } from '../../model/host-forms.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Service, ServicePort } from '../../model/registry.ts';
import { withoutPort } from '../virtual-host-match.ts';
import type { Failure, JourneyRequest } from './journey.ts';
import { sourceAt } from './sources.ts';

/** What a name stands for at the resolver of a caller, whatever its proxy knows. */
export interface Dialled {
  /** A Service or a ServiceEntry of any namespace; visibility is no matter of names. */
  readonly service?: Service;
  /** Its port that is dialled; absent where it has no such port. */
  readonly port?: ServicePort;
  /** Why nothing can take the connection; absent where something may. */
  readonly failure?: Failure;
}

/**
 * What a request dials (Kubernetes documentation, "DNS for Services and Pods"). A name outside the cluster may be any
 * server's, and so may another port of a host that a ServiceEntry names.
 *
 * @param namespace of the caller, which short names count from; empty for a caller outside
 */
export function dialledBy(mesh: Mesh, namespace: string, request: JourneyRequest): Dialled {
  const name = withoutPort(request.dialled ?? request.host)
    .toLowerCase()
    .replace(/\.$/, '');
  const service = mesh.services.find((candidate) =>
    hostForms(candidate, namespace, mesh.config.domain).domains.some((domain) => isNamed(domain, name)),
  );
  if (!service) {
    if (!isOfCluster(mesh, name)) return {};
    return { failure: { kind: 'host-unknown', detail: name, ...choices(similarNames(mesh, name)) } };
  }
  const port = service.ports.find((candidate) => candidate.port === request.port);
  if (port) return { service, port };
  return service.registry === 'kubernetes'
    ? { service, failure: portMissing(service, request) }
    : { service };
}

/** The host has no such port. */
export function portMissing(service: Service, { port }: Pick<JourneyRequest, 'port'>): Failure {
  return {
    kind: 'port-missing',
    detail: `${service.hostname}:${port}`,
    source: sourceAt(service.resource, ['spec', 'ports']),
    ...choices(service.ports.map((own) => String(own.port))),
  };
}

/** What could have been meant, or is there instead; nothing for an empty list. */
export function choices(values: readonly string[]): Pick<Failure, 'choices'> {
  const unique = [...new Set(values)];
  return unique.length > 0 ? { choices: unique } : {};
}

function isNamed(domain: string, name: string): boolean {
  return domain.startsWith('*.') ? name.endsWith(domain.slice(1)) : domain === name;
}

/** Whether nobody but the cluster's DNS could know a name: by its form, or as its last part is a namespace of the mesh. */
function isOfCluster({ config: { domain }, services, pods }: Mesh, name: string): boolean {
  if (/^[\d.]+$|^\[/.test(name) || name === 'localhost') return false;
  const [, namespace = '', ...rest] = name.split('.');
  if (namespace === '' || name.endsWith('.svc') || name.endsWith(`.svc.${domain}`)) return true;
  return rest.length === 0 && [...services, ...pods].some((object) => object.namespace === namespace);
}

/** Services of the same name elsewhere, else one of a similar name, as `NAME.NAMESPACE`. */
function similarNames({ services }: Mesh, name: string): string[] {
  const [label = ''] = name.split('.');
  const ofCluster = services.filter(({ registry }) => registry === 'kubernetes');
  const alike = suggest(
    label,
    ofCluster.map((service) => service.name),
  );
  const same = ofCluster.filter((service) => service.name === label);
  const found = same.length > 0 ? same : ofCluster.filter((service) => service.name === alike);
  return found.map((service) => `${service.name}.${service.namespace}`);
}
