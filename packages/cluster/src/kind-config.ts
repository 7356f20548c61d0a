import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** What the lab needs to know of a kind configuration; kind itself reads and checks the rest. */
export interface KindConfig {
  readonly file: string;
  /** Of the cluster; its kube context is `kind-NAME`. */
  readonly name: string;
  /** Ports of this machine that lead to a node's. */
  readonly hostPorts: readonly number[];
}

/** @throws the system's error when the file cannot be read, yaml's when it is no YAML */
export async function readKindConfig(file: string): Promise<KindConfig> {
  const config = parse(await readFile(file, 'utf8')) as {
    readonly name?: string;
    readonly nodes?: readonly { readonly extraPortMappings?: readonly { readonly hostPort: number }[] }[];
  };
  const mappings = (config.nodes ?? []).flatMap((node) => node.extraPortMappings ?? []);
  return { file, name: config.name ?? 'kind', hostPorts: mappings.map(({ hostPort }) => hostPort) };
}

/** The kube context that kind writes for a cluster. */
export function kindContext(name: string): string {
  return `kind-${name}`;
}
