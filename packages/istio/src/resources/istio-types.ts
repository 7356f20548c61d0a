// The specs of Istio's kinds, from the CRDs' own schemas (see docs/dependencies.md: @kubernetes-models/istio), but for
// traffic policies: the union for each `oneOf` in them makes 37,000 lines, which take the compiler a minute.
import type { IDestinationRule } from '@kubernetes-models/istio/networking.istio.io/v1/DestinationRule';
import type { IGateway } from '@kubernetes-models/istio/networking.istio.io/v1/Gateway';
import type { IServiceEntry } from '@kubernetes-models/istio/networking.istio.io/v1/ServiceEntry';
import type { ISidecar } from '@kubernetes-models/istio/networking.istio.io/v1/Sidecar';
import type { IVirtualService } from '@kubernetes-models/istio/networking.istio.io/v1/VirtualService';
import type { IAuthorizationPolicy } from '@kubernetes-models/istio/security.istio.io/v1/AuthorizationPolicy';
import type { IPeerAuthentication } from '@kubernetes-models/istio/security.istio.io/v1/PeerAuthentication';
import type { IRequestAuthentication } from '@kubernetes-models/istio/security.istio.io/v1/RequestAuthentication';
import type { ITelemetry } from '@kubernetes-models/istio/telemetry.istio.io/v1/Telemetry';
import type { TrafficPolicy } from './traffic-policy-types.ts';

export type VirtualServiceSpec = NonNullable<IVirtualService['spec']>;
type WrittenDestinationRule = NonNullable<IDestinationRule['spec']>;
export interface Subset {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly trafficPolicy?: TrafficPolicy;
}
export type DestinationRuleSpec = Omit<WrittenDestinationRule, 'trafficPolicy' | 'subsets'> & {
  readonly trafficPolicy?: TrafficPolicy;
  readonly subsets?: readonly Subset[];
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
export type RouteDestination = HttpRouteDestination['destination'];
