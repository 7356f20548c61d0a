import type { Resource } from '@lab/istio';
import { asWritten, LESSON_MARK, withoutSecrets } from '@lab/mesh-client';
import { stringify } from 'yaml';

/** Annotations that say what a lesson has changed: that it was, and what was there before. */
const OF_CHANGES = new Set([LESSON_MARK, 'kubectl.kubernetes.io/last-applied-configuration']);

/** A resource as YAML, as it was written. Of a Secret its keys are shown, never a value. */
export function resourceYaml({ raw, kind }: Pick<Resource, 'raw' | 'kind'>): string {
  const shown = kind === 'Secret' ? withoutValues(raw) : withoutNotes(raw);
  return stringify(shown, { lineWidth: 0 }).split('\n').map(withoutSecrets).join('\n');
}

/** Without what the API server and a lesson note: times, versions and marks would tell the object that an incident has changed. */
function withoutNotes(raw: Resource['raw']): object {
  const written = asWritten(raw as Parameters<typeof asWritten>[0]);
  const { annotations, ...names } = written.metadata;
  const own = Object.entries(annotations ?? {}).filter(([name]) => !OF_CHANGES.has(name));
  // The fields keep their order: the metadata stays before what it names.
  return {
    ...written,
    metadata: { ...names, ...(own.length > 0 && { annotations: Object.fromEntries(own) }) },
    ...(raw.status !== undefined && { status: raw.status }),
  };
}

/** Of the metadata only what names it: an annotation may have the whole Secret as it was applied. */
function withoutValues({ apiVersion, kind, type, metadata, ...rest }: Resource['raw']): object {
  const { name, namespace, labels } = (metadata ?? {}) as Readonly<Record<string, unknown>>;
  const keys = (data: unknown) =>
    Object.fromEntries(Object.keys((data ?? {}) as object).map((key) => [key, '…']));
  return {
    ...{ apiVersion, kind, type },
    metadata: { name, namespace, ...(labels !== undefined && { labels }) },
    ...(rest.data !== undefined && { data: keys(rest.data) }),
    ...(rest.stringData !== undefined && { stringData: keys(rest.stringData) }),
  };
}
