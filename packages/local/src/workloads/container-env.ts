import type { kubernetes, Pod } from '@lab/istio';
import { isRefused } from './refused-env.ts';

/** An entry whose value cannot be had on this machine. */
export interface UnsupportedEnv {
  readonly index: number;
  readonly name: string;
  readonly reason: string;
}

/**
 * A container's environment: literal values with `$(NAME)` filled in from entries above, and the downward API
 * (Kubernetes documentation, "Define Dependent Environment Variables" and "Downward API").
 */
export function containerEnv(pod: Pod, written: readonly kubernetes.EnvVar[] = []) {
  const env: Record<string, string> = {};
  const unsupported: UnsupportedEnv[] = [];
  const refused: { readonly index: number; readonly name: string }[] = [];
  for (const [index, { name, value, valueFrom }] of written.entries()) {
    if (isRefused(name)) {
      refused.push({ index, name });
      continue;
    }
    if (!valueFrom) {
      env[name] = expand(value ?? '', env);
      continue;
    }
    const path = valueFrom.fieldRef?.fieldPath;
    const field = path === undefined ? undefined : podField(pod, path);
    if (field === undefined) unsupported.push({ index, name, reason: path ?? Object.keys(valueFrom).join() });
    else env[name] = field;
  }
  return { env, unsupported, refused };
}

/** `$$(NAME)` is the text `$(NAME)`; a name that is not defined above stays as it is written. */
function expand(value: string, env: Readonly<Record<string, string>>): string {
  return value.replace(/\$(\$?)\(([^)]+)\)/g, (written, escaped, name) =>
    escaped ? `$(${name})` : (env[name] ?? written),
  );
}

function podField(pod: Pod, path: string): string | undefined {
  const [, map, key] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? [];
  if (map && key) return pod[map as 'labels' | 'annotations'][key] ?? '';
  const fields: Readonly<Record<string, string>> = {
    'metadata.name': pod.name,
    'metadata.namespace': pod.namespace,
    'spec.serviceAccountName': pod.serviceAccount,
    'spec.nodeName': 'lab',
    'status.hostIP': '127.0.0.1',
    'status.podIP': pod.ip,
  };
  return fields[path];
}
