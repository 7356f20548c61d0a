import { join } from 'node:path';
import type { ProxyConfig } from '@lab/istio';
import { writeAtomically } from '../write-atomically.ts';
import { xdsResources } from './xds-resources.ts';

/** Keeps a proxy's configuration as files for people to read; Envoy gets it from the lab's server. */
export interface ConfigFiles {
  /** Writes those of cds.json, lds.json, rds.json and eds.json that changed. @throws LabError DISK */
  write(config: ProxyConfig): Promise<void>;
}

export function configFiles(dir: string): ConfigFiles {
  const written = new Map<string, string>();
  const writeOne = async (name: string, resources: readonly object[]) => {
    const text = JSON.stringify({ resources }, undefined, 1);
    if (written.get(name) === text) return;
    await writeAtomically(join(dir, name), text);
    written.set(name, text);
  };
  return {
    write: async (config) => {
      const { clusters, listeners, routes, endpoints } = xdsResources(config);
      await Promise.all([
        writeOne('cds.json', clusters.resources),
        writeOne('lds.json', listeners.resources),
        writeOne(
          'rds.json',
          routes.flatMap(({ resources }) => resources),
        ),
        writeOne(
          'eds.json',
          endpoints.flatMap(({ resources }) => resources),
        ),
      ]);
    },
  };
}
