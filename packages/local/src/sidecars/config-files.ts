import { join } from 'node:path';
import { areSame, type ProxyConfig } from '@lab/istio';
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

/** Proxies of one namespace mostly have the same routes and endpoints: their text is made once. */
const latest = new Map<ShownKind, { readonly resources: readonly object[]; readonly bytes: Uint8Array }>();

function bytesOf(kind: ShownKind, resources: readonly object[]): Uint8Array {
  const known = latest.get(kind);
  if (known && areSame(resources, known.resources)) return known.bytes;
  const typed = resources.map((resource) => ({ '@type': typeUrl(kind), ...resource }));
  const bytes = Buffer.from(JSON.stringify({ resources: typed }, undefined, 1));
  latest.set(kind, { resources, bytes });
  return bytes;
}

export function configFiles(dir: string): ConfigFiles {
  const last = new Map<ShownKind, readonly object[]>();
  const writeOne = async (kind: ShownKind, config: ProxyConfig) => {
    if (areSame(config[kind], last.get(kind))) return;
    last.set(kind, config[kind]);
    await writeAtomically(join(dir, NAMES[kind]), bytesOf(kind, config[kind])).catch((error) => {
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
