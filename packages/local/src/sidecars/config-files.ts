import { join } from 'node:path';
import type { ProxyConfig } from '@lab/istio';
import { areSame } from '../ads/equal-resources.ts';
import { type ResourceKind, typeUrl } from '../ads/resource-type.ts';
import { writeAtomically } from '../write-atomically.ts';

/** Keeps a proxy's configuration, without its secrets, as files for people to read; Envoy gets it from the lab's server. */
export interface ConfigFiles {
  /** Writes those of cds.json, lds.json, rds.json and eds.json that changed. @throws LabError DISK */
  write(config: ProxyConfig): Promise<void>;
}

type ShownKind = Exclude<ResourceKind, 'secrets'>;

const NAMES: Readonly<Record<ShownKind, string>> = {
  clusters: 'cds.json',
  listeners: 'lds.json',
  routes: 'rds.json',
  endpoints: 'eds.json',
};

/** Most proxies have the same routes and endpoints, and an edit changes few of the others: each is written out once. */
const texts = new WeakMap<object, string>();

function textOf(kind: ShownKind, resource: object): string {
  const text = texts.get(resource) ?? JSON.stringify({ '@type': typeUrl(kind), ...resource }, undefined, 1);
  if (kind === 'routes' || kind === 'endpoints') texts.set(resource, text);
  return text;
}

export function configFiles(dir: string): ConfigFiles {
  const last = new Map<ShownKind, readonly object[]>();
  const writeOne = async (kind: ShownKind, config: ProxyConfig) => {
    if (areSame(config[kind], last.get(kind))) return;
    last.set(kind, config[kind]);
    const text = `{"resources": [\n${config[kind].map((resource) => textOf(kind, resource)).join(',\n')}\n]}\n`;
    await writeAtomically(join(dir, NAMES[kind]), text).catch((error) => {
      last.delete(kind);
      throw error;
    });
  };
  return {
    write: async (config) => {
      await Promise.all((Object.keys(NAMES) as ShownKind[]).map((kind) => writeOne(kind, config)));
    },
  };
}
