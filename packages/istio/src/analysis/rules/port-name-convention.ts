import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { selectProtocol } from '../../model/protocol.ts';
import type { ServiceSpec } from '../../resources/kubernetes-types.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Rule } from './rule.ts';

/**
 * A Service port whose name says no protocol: the proxy looks at each connection's first bytes, and what it does not
 * know as HTTP is not routed (istio service/portname.go). Istio's own Services are left alone.
 */
export const portNameConvention: Rule = (_, resources) =>
  resources
    .filter(
      (resource): resource is Resource<ServiceSpec> =>
        resource.kind === 'Service' && !isControlPlane(resource),
    )
    .filter(({ spec }) => spec.type !== 'ExternalName')
    .flatMap((resource) =>
      [...(resource.spec.ports ?? []).entries()]
        .filter(([, port]) => selectProtocol(port) === 'unset')
        .map(([index, { name, port, appProtocol }]) => {
          const place = at(resource, ['spec', 'ports', index]);
          if (appProtocol) return finding('IST0118.appProtocol', { appProtocol, port }, place);
          return name
            ? finding('IST0118.name', { name, port }, place)
            : finding('IST0118.unnamed', { port }, place);
        }),
    );

function isControlPlane({ metadata: { labels = {} } }: Resource): boolean {
  return 'istio' in labels || labels.release === 'istio';
}
