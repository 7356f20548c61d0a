import type { PeerAuthenticationSpec } from '../resources/istio-types.ts';
import type { FieldPath, Resource } from '../resources/resource.ts';
import type { Mesh } from './mesh.ts';
import { perMesh } from './per-mesh.ts';
import { policyIndex } from './policy-index.ts';
import { parsePort } from './port.ts';
import type { Pod } from './registry.ts';

/** How a server treats mutual TLS, with every UNSET resolved. */
export type MutualTlsMode = 'DISABLE' | 'PERMISSIVE' | 'STRICT';

/** What PeerAuthentication asks of one workload. */
export interface PeerAuthenticationSettings {
  readonly mode: MutualTlsMode;
  /** By the port the workload listens on, not the Service's; wins over `mode`. */
  readonly portModes: ReadonlyMap<number, MutualTlsMode>;
}

/**
 * Merges the policies that reach a workload: the workload's own (with a selector) over the namespace's over the
 * mesh's (root namespace); in each scope the oldest alone counts; UNSET and absent inherit from the wider scope;
 * PERMISSIVE when nothing is said (`mesh` holds policies oldest first). A policy with a selector in the root namespace reaches nothing.
 * Source: istio.io/docs/reference/config/security/peer_authentication and istio
 * pilot/pkg/security/authn/policy_applier.go, `ComposePeerAuthentication`.
 */
export function peerAuthenticationFor(
  mesh: Mesh,
  workload: Pick<Pod, 'namespace' | 'labels'>,
): PeerAuthenticationSettings {
  const root = mesh.config.rootNamespace;
  const policies = policiesOf(mesh);
  const scoped = (namespace: string) => policies(namespace).wide[0];
  const [own] = workload.namespace === root ? [] : policies(workload.namespace).selecting(workload.labels);
  const mode =
    setMode(own?.spec.mtls) ??
    setMode(scoped(workload.namespace)?.spec.mtls) ??
    setMode(scoped(root)?.spec.mtls) ??
    'PERMISSIVE';
  return { mode, portModes: portModes(own, mode) };
}

/** The policy that decides a workload's mode on a port, and the path of the mode in it; undefined where none says one. */
export function decidingPeerAuthentication(
  mesh: Mesh,
  workload: Pick<Pod, 'namespace' | 'labels'>,
  port: number,
): { readonly resource: Resource<PeerAuthenticationSpec>; readonly path: FieldPath } | undefined {
  const root = mesh.config.rootNamespace;
  const policies = policiesOf(mesh);
  const [own] = workload.namespace === root ? [] : policies(workload.namespace).selecting(workload.labels);
  const written = Object.entries(own?.spec.portLevelMtls ?? {}).find(([key]) => parsePort(key) === port);
  if (own && written && setMode(written[1])) {
    return { resource: own, path: ['spec', 'portLevelMtls', written[0], 'mode'] };
  }
  const all = [own, policies(workload.namespace).wide[0], policies(root).wide[0]];
  const resource = all.find((policy) => setMode(policy?.spec.mtls) !== undefined);
  return resource && { resource, path: ['spec', 'mtls', 'mode'] };
}

/** The mode for one port of a workload; the port is the container's. */
export function mutualTlsModeForPort(settings: PeerAuthenticationSettings, port: number): MutualTlsMode {
  return settings.portModes.get(port) ?? settings.mode;
}

function portModes(
  policy: Resource<PeerAuthenticationSpec> | undefined,
  inherited: MutualTlsMode,
): ReadonlyMap<number, MutualTlsMode> {
  const entries = Object.entries(policy?.spec.portLevelMtls ?? {});
  return new Map(entries.map(([port, mtls]) => [parsePort(port) ?? 0, setMode(mtls) ?? inherited]));
}

function setMode(mtls: PeerAuthenticationSpec['mtls']): MutualTlsMode | undefined {
  return mtls?.mode === 'UNSET' ? undefined : mtls?.mode;
}

/** A selector without labels is for the whole namespace. */
const policiesOf = perMesh((mesh) =>
  policyIndex(mesh.peerAuthentications, ({ spec }) => {
    const labels = spec.selector?.matchLabels ?? {};
    return Object.keys(labels).length > 0 ? labels : undefined;
  }),
);
