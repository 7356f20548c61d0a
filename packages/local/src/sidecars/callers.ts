import { type CidrRange, isInRange, type Mesh, type Pod, type Principal, spiffeId } from '@lab/istio';
import { LOOPBACK } from '../addresses/socket-address.ts';

/** The two of Envoy's principals that look at a caller's address. */
export type AddressField = 'directRemoteIp' | 'remoteIp';

/**
 * The principals that stand for the pods with an address in `range`, where the mesh has them: on this machine they call
 * from other addresses.
 */
export type CallersIn = (range: CidrRange, field: AddressField) => readonly Principal[];

/** @param running each running pod, and the address that its calls come from */
export function callersByAddress(
  running: readonly { readonly pod: Pod; readonly sourceAddress: string }[],
): CallersIn {
  return (range, field) => {
    const addresses = running.filter(({ pod }) => isInRange(pod.ip, range)).map((pod) => pod.sourceAddress);
    return [...new Set(addresses)].sort().map((address) => ({ [field]: only(address) }));
  };
}

/**
 * For pods that have one address in common: who they are is in their certificates, so plain text callers are nobody. A
 * gateway is nobody by `remoteIp`, which is the address of its own client: it writes it into X-Forwarded-For.
 */
export function callersByIdentity(mesh: Mesh): CallersIn {
  return (range, field) => {
    const pods = mesh.pods.filter(
      ({ ip, proxy }) => isInRange(ip, range) && !(field === 'remoteIp' && proxy === 'gateway'),
    );
    const identities = new Set(pods.map((pod) => spiffeId({ ...pod, trustDomain: mesh.config.trustDomain })));
    const ids = [...identities].sort().map((exact) => ({ authenticated: { principalName: { exact } } }));
    return ids.length === 0 ? [] : [{ andIds: { ids: [{ [field]: only(LOOPBACK) }, { orIds: { ids } }] } }];
  };
}

function only(addressPrefix: string): CidrRange {
  return { addressPrefix, prefixLen: 32 };
}
