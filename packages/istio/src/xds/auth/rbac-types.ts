import type { HeaderMatcher, StringMatcher } from '../types.ts';

/** envoy.config.core.v3.CidrRange */
export interface CidrRange {
  readonly addressPrefix: string;
  readonly prefixLen: number;
}

/** envoy.type.matcher.v3.ValueMatcher, the kinds that Istio emits. */
export interface ValueMatcher {
  readonly stringMatch?: StringMatcher;
  readonly listMatch?: { readonly oneOf: ValueMatcher };
  readonly orMatch?: { readonly valueMatchers: readonly ValueMatcher[] };
}

/** envoy.type.matcher.v3.MetadataMatcher */
export interface MetadataMatcher {
  readonly filter: string;
  readonly path: readonly { readonly key: string }[];
  readonly value: ValueMatcher;
}

/** envoy.config.rbac.v3.SourcedMetadata, of the request's own metadata. */
interface SourcedMetadata {
  readonly metadataMatcher: MetadataMatcher;
}

/** envoy.config.rbac.v3.Permission; exactly one field is set. */
export interface Permission {
  readonly any?: true;
  readonly andRules?: { readonly rules: readonly Permission[] };
  readonly orRules?: { readonly rules: readonly Permission[] };
  readonly notRule?: Permission;
  readonly header?: HeaderMatcher;
  readonly urlPath?: { readonly path: StringMatcher };
  readonly uriTemplate?: {
    readonly name: string;
    readonly typedConfig: { readonly '@type': string; readonly pathTemplate: string };
  };
  readonly destinationIp?: CidrRange;
  readonly destinationPort?: number;
  readonly requestedServerName?: StringMatcher;
  readonly sourcedMetadata?: SourcedMetadata;
}

/** envoy.config.rbac.v3.Principal; exactly one field is set. */
export interface Principal {
  readonly any?: true;
  readonly andIds?: { readonly ids: readonly Principal[] };
  readonly orIds?: { readonly ids: readonly Principal[] };
  readonly notId?: Principal;
  readonly authenticated?: { readonly principalName?: StringMatcher };
  readonly directRemoteIp?: CidrRange;
  readonly remoteIp?: CidrRange;
  readonly header?: HeaderMatcher;
  readonly sourcedMetadata?: SourcedMetadata;
}

/** envoy.config.rbac.v3.Policy: it matches when one permission and one principal do. */
export interface RbacPolicy {
  readonly permissions: readonly Permission[];
  readonly principals: readonly Principal[];
}

/** envoy.config.rbac.v3.RBAC; LOG notes a match and never denies. */
export interface Rbac {
  readonly action: 'ALLOW' | 'DENY' | 'LOG';
  readonly policies: Readonly<Record<string, RbacPolicy>>;
}

/** The rules of an RBAC filter, HTTP or TCP; shadow rules are evaluated and not enforced (dry run). */
export interface RbacRules {
  readonly rules?: Rbac;
  readonly shadowRules?: Rbac;
  readonly shadowRulesStatPrefix?: string;
}
