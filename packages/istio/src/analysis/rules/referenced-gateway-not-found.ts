import { MESH_GATEWAY, virtualServicesOf } from '../../model/virtual-service.ts';
import { resourceName } from '../../resources/resource.ts';
import { findingAt } from '../finding-at.ts';
import { didYouMean } from '../suggest.ts';
import type { Rule } from './rule.ts';

/** A VirtualService bound to a Gateway that is not there takes no effect (istio virtualservice/gateways.go). */
export const referencedGatewayNotFound: Rule = (mesh) => {
  const known = mesh.gateways.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  return virtualServicesOf(mesh).flatMap(({ gateways, resource }) =>
    [...gateways.entries()]
      .filter(([, gateway]) => gateway !== MESH_GATEWAY && !known.includes(gateway))
      .map(([index, gateway]) => {
        const message = `${resourceName(resource)} is bound to gateway "${gateway}", which is not there${didYouMean(gateway, known)}`;
        return findingAt(resource, ['spec', 'gateways', index], 'IST0101', message);
      }),
  );
};
