import type { TelemetrySpec } from '../resources/istio-types.ts';
import type { Resource } from '../resources/resource.ts';
import type { ExtensionProvider } from './extension-provider.ts';
import type { Mesh } from './mesh.ts';
import { perMesh } from './per-mesh.ts';
import { attachmentIndex, targetRefsOf } from './policy-attachment.ts';
import type { Pod } from './registry.ts';

type Tracing = NonNullable<TelemetrySpec['tracing']>[number];
type WrittenTag = NonNullable<Tracing['customTags']>[string];

/** Tags of spans by name, and where a tag's value comes from. */
export type CustomTags = Readonly<Record<string, CustomTagSource>>;

export type CustomTagSource =
  | { readonly kind: 'literal'; readonly value: string }
  /** In Envoy's command operators. */
  | { readonly kind: 'formatter'; readonly value: string }
  | { readonly kind: 'environment' | 'header'; readonly name: string; readonly defaultValue?: string };

/** What Telemetry asks of one side of a workload's proxy: `client` its outbound listeners, `server` its inbound. */
export interface TracingSettings {
  /** Absent when no provider of that name is in meshConfig: no spans then. */
  readonly provider?: ExtensionProvider;
  readonly disabled: boolean;
  /** Per cent; absent means meshConfig's default sampling. */
  readonly randomSampling?: number;
  readonly customTags: CustomTags;
  readonly useRequestIdForTraceSampling: boolean;
  readonly enableIstioTags: boolean;
}

export type TracingSide = 'client' | 'server';

/**
 * Merges the Telemetry resources that reach a workload: the root namespace's, then its namespace's, then those
 * that select it; what a later one sets replaces what an earlier one set, and a list of tags is replaced whole.
 * Only the first provider of a list counts. Undefined when neither Telemetry nor meshConfig's default providers
 * say anything about tracing, which leaves meshConfig's `enableTracing` to decide.
 * Source: istio.io/docs/reference/config/telemetry and istio pilot/pkg/model/telemetry.go, `Tracing`.
 */
export function tracingSettingsFor(
  mesh: Mesh,
  workload: Pick<Pod, 'namespace' | 'labels'>,
  side: TracingSide,
): TracingSettings | undefined {
  const { defaultTracingProviders } = mesh.config;
  const rules = tracingRules(mesh, workload);
  if (rules.length === 0 && defaultTracingProviders.length === 0) return undefined;
  const initial: TracingSettings = {
    provider: providerNamed(mesh, defaultTracingProviders[0]),
    disabled: false,
    customTags: {},
    useRequestIdForTraceSampling: true,
    enableIstioTags: true,
  };
  const merged = rules.filter((rule) => applies(rule, side)).reduce(override(mesh), initial);
  return { ...merged, disabled: merged.disabled || merged.provider === undefined };
}

const override =
  (mesh: Mesh) =>
  (settings: TracingSettings, rule: Tracing): TracingSettings => ({
    provider: rule.providers?.length ? providerNamed(mesh, rule.providers[0]?.name) : settings.provider,
    disabled: rule.disableSpanReporting ?? settings.disabled,
    randomSampling: rule.randomSamplingPercentage ?? settings.randomSampling,
    customTags: rule.customTags ? readTags(rule.customTags) : settings.customTags,
    useRequestIdForTraceSampling: rule.useRequestIdForTraceSampling ?? settings.useRequestIdForTraceSampling,
    enableIstioTags: rule.enableIstioTags ?? settings.enableIstioTags,
  });

function readTags(tags: NonNullable<Tracing['customTags']>): CustomTags {
  return Object.fromEntries(Object.entries(tags).map(([name, tag]) => [name, readTag(tag)]));
}

function readTag({ literal, environment, header, formatter }: WrittenTag): CustomTagSource {
  const named = environment ?? header;
  if (named) return { ...named, kind: environment ? 'environment' : 'header' };
  if (formatter) return { kind: 'formatter', value: formatter.value };
  return { kind: 'literal', value: literal?.value ?? '' };
}

function tracingRules(mesh: Mesh, workload: Pick<Pod, 'namespace' | 'labels'>): Tracing[] {
  // Of several for a whole namespace the oldest counts; of several that select a workload all do.
  const scopes = [...new Set([mesh.config.rootNamespace, workload.namespace])];
  const wide = scopes.flatMap((namespace) => namespaceTelemetry(mesh).get(namespace) ?? []);
  const own = attachedTelemetries(mesh)(workload.namespace, workload);
  return [...wide, ...own].flatMap(({ spec }) => spec.tracing ?? []);
}

const attachedTelemetries = perMesh((mesh) =>
  attachmentIndex(mesh.telemetries.filter((telemetry) => !isNamespaceWide(telemetry))),
);

/** The oldest for a whole namespace, by namespace. */
const namespaceTelemetry = perMesh((mesh) => {
  const oldest = new Map<string, Resource<TelemetrySpec>>();
  for (const telemetry of mesh.telemetries.filter(isNamespaceWide)) {
    const { namespace = '' } = telemetry.metadata;
    if (!oldest.has(namespace)) oldest.set(namespace, telemetry);
  }
  return oldest;
});

function isNamespaceWide({ spec }: Resource<TelemetrySpec>): boolean {
  return Object.keys(spec.selector?.matchLabels ?? {}).length === 0 && targetRefsOf(spec).length === 0;
}

function applies({ match }: Tracing, side: TracingSide): boolean {
  const mode = match?.mode ?? 'CLIENT_AND_SERVER';
  return mode === 'CLIENT_AND_SERVER' || mode.toLowerCase() === side;
}

function providerNamed(mesh: Mesh, name: string | undefined): ExtensionProvider | undefined {
  // Istio compares provider names without regard to case.
  return mesh.config.extensionProviders.find(
    (provider) => provider.name.toLowerCase() === name?.toLowerCase(),
  );
}
