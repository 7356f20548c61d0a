import { stringify } from 'yaml';
import type { Manifest } from '../manifest.ts';
import type { ChartValue } from '../values/chart-value.ts';
import { collectValues } from '../values/collect-values.ts';
import { notesText } from './notes.ts';
import { templatePaths } from './template-paths.ts';
import { templateText } from './template-text.ts';
import { valuesSchema } from './values-schema.ts';
import { initialValues, valuesYaml } from './values-yaml.ts';

/** One file of a chart. */
export interface ChartFile {
  /** From the chart's folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface ChartInfo {
  /** Lower-case letters, digits and hyphens (Helm documentation, "Chart Best Practices"). */
  readonly name: string;
  readonly version: string;
  /** The overlay that the resources are of, as a person calls it. */
  readonly overlay: string;
}

/** Annotation in Chart.yaml of a chart that this package wrote. */
export const WRITTEN_FROM = 'lab.local/overlay';

/**
 * A Helm chart of these resources: with its own values it renders to them, and the values are what one sets at
 * an installation (see `collectValues`). Helm 3 and Helm 4 take it (`apiVersion: v2`).
 */
export function chartFiles(
  manifests: readonly Manifest[],
  info: ChartInfo,
): { readonly files: readonly ChartFile[]; readonly values: Readonly<Record<string, unknown>> } {
  const values = collectValues(manifests);
  const templates = [...templatePaths(manifests)].map(([manifest, path]) => ({
    path,
    text: templateText(manifest, values),
  }));
  return {
    values: initialValues(values),
    files: [
      { path: 'Chart.yaml', text: chartYaml(info) },
      { path: 'values.yaml', text: valuesYaml(values) },
      { path: 'values.schema.json', text: valuesSchema(values) },
      ...helpers(values),
      { path: 'templates/NOTES.txt', text: notesText(values) },
      ...templates,
    ],
  };
}

function chartYaml({ name, version, overlay }: ChartInfo): string {
  return stringify({
    apiVersion: 'v2',
    name,
    description: `What the overlay ${overlay} gives`,
    type: 'application',
    version,
    appVersion: version,
    annotations: { [WRITTEN_FROM]: overlay },
  });
}

function helpers(values: readonly ChartValue[]): ChartFile[] {
  if (!values.some(({ group }) => group === 'images')) return [];
  const text = `{{- /* An image's name: repository:tag@digest, of which the last two may be missing. */}}
{{- define "lab.image" -}}
{{ .repository }}{{ with .tag }}:{{ . }}{{ end }}{{ with .digest }}@{{ . }}{{ end }}
{{- end }}

{{- /* The same of the canary, whose own tag counts where it has one; the digest is then another image's. */}}
{{- define "lab.canaryImage" -}}
{{ if .canaryTag }}{{ .repository }}:{{ .canaryTag }}{{ else }}{{ include "lab.image" . }}{{ end }}
{{- end }}
`;
  return [{ path: 'templates/_helpers.tpl', text }];
}
