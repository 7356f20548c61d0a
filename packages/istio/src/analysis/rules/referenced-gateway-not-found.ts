import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { createHints } from '../../findings/suggest.ts';
import { MESH_GATEWAY, virtualServicesOf } from '../../model/virtual-service.ts';
import { gatewaysByName } from '../lookup/gateways-by-name.ts';
import type { Rule } from './rule.ts';

/** A VirtualService bound to a Gateway that is not there takes no effect (istio virtualservice/gateways.go). */
export const referencedGatewayNotFound: Rule = (mesh) => {
  const known = gatewaysByName(mesh);
  const hint = createHints();
  return virtualServicesOf(mesh).flatMap(({ gateways, resource }) =>
    [...gateways.entries()]
      .filter(([, gateway]) => gateway !== MESH_GATEWAY && !known.has(gateway))
      .map(([index, gateway]) => {
        const near = hint(gateway, () => known.keys());
        return finding('IST0101.gateway', { gateway, hint: near }, at(resource, ['spec', 'gateways', index]));
      }),
  );
};
