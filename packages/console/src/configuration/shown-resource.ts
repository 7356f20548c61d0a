import type { Resource } from '@lab/istio';
import { withoutSecrets } from '@lab/mesh-client';
import { stringify } from 'yaml';

/** A resource as YAML. Of a Secret its keys are shown, never a value. */
export function resourceYaml({ raw, kind }: Pick<Resource, 'raw' | 'kind'>): string {
  const shown = kind === 'Secret' ? withoutValues(raw) : raw;
  return stringify(shown, { lineWidth: 0 }).split('\n').map(withoutSecrets).join('\n');
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
