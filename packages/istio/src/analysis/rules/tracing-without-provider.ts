import { type Finding, finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { didYouMean } from '../../findings/suggest.ts';
import type { Mesh } from '../../model/mesh.ts';
import { isMeshConfigMap } from '../../model/mesh-config.ts';
import { perMesh } from '../../model/per-mesh.ts';
import { isAttached } from '../../model/policy-attachment.ts';
import { podsWith } from '../../model/registry-index.ts';
import { tracingSettingsFor } from '../../model/telemetry.ts';
import type { TelemetrySpec } from '../../resources/istio-types.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Rule } from './rule.ts';

type Telemetry = Resource<TelemetrySpec>;

/**
 * Tracing without a provider that meshConfig defines: no spans at all, without a word from Istio. Nothing is said
 * where the files hold no meshConfig, which a cluster has from its installation.
 */
export const tracingWithoutProvider: Rule = (mesh, resources) => {
  if (!resources.some(isMeshConfigMap)) return [];
  return mesh.telemetries.flatMap((resource) =>
    (resource.spec.tracing ?? []).flatMap(({ providers = [], disableSpanReporting }, index) => {
      if (disableSpanReporting) return [];
      return providers.length > 0
        ? undefinedProviders(mesh, resource, index)
        : noProvider(mesh, resource, index);
    }),
  );
};

function undefinedProviders(mesh: Mesh, resource: Telemetry, index: number): Finding[] {
  const known = mesh.config.extensionProviders.map(({ name }) => name);
  const isKnown = (name: string) => known.some((other) => other.toLowerCase() === name.toLowerCase());
  return [...(resource.spec.tracing?.[index]?.providers ?? []).entries()]
    .filter(([, { name }]) => !isKnown(name))
    .map(([position, { name }]) => {
      const path = ['spec', 'tracing', index, 'providers', position, 'name'];
      const hint = didYouMean(name, known);
      return finding('LAB0302.unknown', { provider: name, hint }, at(resource, path));
    });
}

/** No provider is named here; one may still come from a wider Telemetry or from meshConfig. */
function noProvider(mesh: Mesh, resource: Telemetry, index: number): Finding[] {
  const { namespace } = resource.metadata;
  const isRoot = namespace === mesh.config.rootNamespace;
  const pods = podsWith(mesh, resource.spec.selector?.matchLabels ?? {}, isRoot ? undefined : namespace);
  const reached = pods.filter((pod) => pod.proxy !== 'none' && isAttached(resource, pod));
  if (reached.length === 0 || reached.some((pod) => tracedPods(mesh).has(pod))) return [];
  return [finding('LAB0302.none', {}, at(resource, ['spec', 'tracing', index]))];
}

/** Pods for whose proxy a provider is named somewhere. */
const tracedPods = perMesh((mesh) => {
  const traced = mesh.pods.filter((pod) =>
    (['client', 'server'] as const).some((side) => tracingSettingsFor(mesh, pod, side)?.provider),
  );
  return new Set(traced);
});
