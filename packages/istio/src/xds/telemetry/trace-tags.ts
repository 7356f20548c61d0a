import type { Mesh } from '../../model/mesh.ts';
import { canonicalService } from '../../model/proxy-identity.ts';
import type { Pod } from '../../model/registry.ts';
import type { CustomTagSource, CustomTags } from '../../model/telemetry.ts';
import { HTTP_RBAC_FILTER } from '../names.ts';
import type { CustomTag } from '../types.ts';

/** Telemetry's `customTags` as Envoy's, in order of the tag's name. */
export function telemetryTags(tags: CustomTags): CustomTag[] {
  return Object.entries(tags)
    .map(([tag, source]) => customTag(tag, source))
    .sort(byName);
}

function customTag(tag: string, source: CustomTagSource): CustomTag {
  switch (source.kind) {
    case 'literal':
      return { tag, literal: { value: source.value } };
    case 'formatter':
      return { tag, value: source.value };
    default: {
      const { kind, ...named } = source;
      return kind === 'environment' ? { tag, environment: named } : { tag, requestHeader: named };
    }
  }
}

/**
 * The tags that Istio puts on every span, unless Telemetry's `enableIstioTags` is off: which workload the proxy
 * belongs to, and what authorization policies in dry run would have decided.
 * Source: istio pilot/pkg/networking/core/tracing.go, `buildServiceTags`.
 */
export function istioTags(mesh: Mesh, pod: Pod): CustomTag[] {
  const { name, revision } = canonicalService(pod);
  const literals = {
    'istio.canonical_revision': revision,
    'istio.canonical_service': name,
    'istio.cluster_id': 'Kubernetes',
    'istio.mesh_id': mesh.config.trustDomain,
    'istio.namespace': pod.namespace,
  };
  const workload = Object.entries(literals).map(([tag, value]) => ({ tag, literal: { value } }));
  const dryRun = ['allow', 'deny'].flatMap((action) => [
    dryRunTag(action, 'name', 'shadow_effective_policy_id'),
    dryRunTag(action, 'result', 'shadow_engine_result'),
  ]);
  return [...workload, ...dryRun].sort(byName);
}

function dryRunTag(action: string, suffix: string, key: string): CustomTag {
  return {
    tag: `istio.authorization.dry_run.${action}_policy.${suffix}`,
    metadata: {
      kind: { request: {} },
      metadataKey: { key: HTTP_RBAC_FILTER, path: [{ key: `istio_dry_run_${action}_${key}` }] },
    },
  };
}

export function byName(a: CustomTag, b: CustomTag): number {
  return a.tag < b.tag ? -1 : Number(a.tag > b.tag);
}
