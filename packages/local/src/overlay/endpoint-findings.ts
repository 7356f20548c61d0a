import { at, type Finding, findingOf, type Mesh, message } from '@lab/istio';
import { isThisMachine } from '../sidecars/this-machine.ts';

interface WrittenEntry {
  readonly resolution?: string;
  readonly hosts?: readonly string[];
  readonly endpoints?: readonly { readonly address?: string }[];
}

/** An error for each endpoint of a ServiceEntry that is this machine: no sidecar sends to it. */
export function endpointFindings(mesh: Mesh): Finding[] {
  const entries = mesh.services.filter(({ registry }) => registry === 'service-entry');
  return [...new Set(entries.map(({ resource }) => resource))].flatMap((resource) => {
    const { hosts = [], endpoints = [], resolution } = resource.spec as WrittenEntry;
    const [host = ''] = hosts;
    const listed = endpoints.flatMap(({ address = '' }, index) =>
      problemOf(host, address, ['spec', 'endpoints', index, 'address']),
    );
    // Without endpoints the hosts themselves are looked up.
    const looksUp = endpoints.length === 0 && resolution?.startsWith('DNS');
    const looked = looksUp
      ? hosts.flatMap((name, index) => problemOf(name, name, ['spec', 'hosts', index]))
      : [];
    return [...listed, ...looked].map(({ problem, path }) => findingOf(problem, at(resource, path)));
  });
}

function problemOf(host: string, address: string, path: readonly (string | number)[]) {
  if (address.startsWith('unix:')) return [{ problem: message('LAB0214.socket', { host, address }), path }];
  return isThisMachine(address) ? [{ problem: message('LAB0214.thisMachine', { host, address }), path }] : [];
}
