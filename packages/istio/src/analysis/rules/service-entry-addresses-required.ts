import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import type { Rule } from './rule.ts';

/**
 * A TCP port of a ServiceEntry without addresses: bytes carry no host name to tell this entry from another
 * (istio serviceentry/protocoladdresses.go).
 */
export const serviceEntryAddressesRequired: Rule = (mesh) =>
  mesh.serviceEntries
    .filter(({ spec }) => !spec.addresses && !mesh.config.allocatesAddresses)
    .flatMap((resource) =>
      [...(resource.spec.ports ?? []).entries()]
        .filter(([, { protocol }]) => !protocol || protocol.toUpperCase() === 'TCP')
        .map(([index, { number }]) =>
          finding('IST0134', { port: number }, at(resource, ['spec', 'ports', index])),
        ),
    );
