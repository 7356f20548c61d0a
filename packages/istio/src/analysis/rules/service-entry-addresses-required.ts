import { findingAt } from '../../findings/finding-at.ts';
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
        .map(([index, { number }]) => {
          const message = `port ${number} is TCP and the entry has no addresses, so nothing tells its connections from others on this port`;
          return findingAt(resource, ['spec', 'ports', index], 'IST0134', message);
        }),
    );
