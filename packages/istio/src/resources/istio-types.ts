// The specs of Istio's kinds, from the CRDs' own schemas (see docs/dependencies.md: @kubernetes-models/istio).
import type { IDestinationRule } from '@kubernetes-models/istio/networking.istio.io/v1/DestinationRule';
import type { IGateway } from '@kubernetes-models/istio/networking.istio.io/v1/Gateway';
import type { IServiceEntry } from '@kubernetes-models/istio/networking.istio.io/v1/ServiceEntry';
import type { ISidecar } from '@kubernetes-models/istio/networking.istio.io/v1/Sidecar';
import type { IVirtualService } from '@kubernetes-models/istio/networking.istio.io/v1/VirtualService';
import type { IAuthorizationPolicy } from '@kubernetes-models/istio/security.istio.io/v1/AuthorizationPolicy';
import type { IPeerAuthentication } from '@kubernetes-models/istio/security.istio.io/v1/PeerAuthentication';
import type { IRequestAuthentication } from '@kubernetes-models/istio/security.istio.io/v1/RequestAuthentication';
import type { ITelemetry } from '@kubernetes-models/istio/telemetry.istio.io/v1/Telemetry';

export type VirtualServiceSpec = NonNullable<IVirtualService['spec']>;
type WrittenDestinationRule = NonNullable<IDestinationRule['spec']>;
type WrittenSubset = NonNullable<WrittenDestinationRule['subsets']>[number];
export type TrafficPolicy = NonNullable<WrittenDestinationRule['trafficPolicy']>;
export type Subset = Omit<WrittenSubset, 'trafficPolicy'> & { trafficPolicy?: TrafficPolicy };
// The same type for the rule's policy and a subset's: as two, the compiler compares thousands of lines member by member.
export type DestinationRuleSpec = Omit<WrittenDestinationRule, 'trafficPolicy' | 'subsets'> & {
  trafficPolicy?: TrafficPolicy;
  subsets?: Subset[];
};
export type GatewaySpec = NonNullable<IGateway['spec']>;
export type ServiceEntrySpec = NonNullable<IServiceEntry['spec']>;
export type SidecarSpec = NonNullable<ISidecar['spec']>;
export type PeerAuthenticationSpec = NonNullable<IPeerAuthentication['spec']>;
export type RequestAuthenticationSpec = NonNullable<IRequestAuthentication['spec']>;
export type AuthorizationPolicySpec = NonNullable<IAuthorizationPolicy['spec']>;
export type TelemetrySpec = NonNullable<ITelemetry['spec']>;

export type HttpRoute = NonNullable<VirtualServiceSpec['http']>[number];
export type HttpMatchRequest = NonNullable<HttpRoute['match']>[number];
export type HttpRouteDestination = NonNullable<HttpRoute['route']>[number];
