import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProxyConfig } from '@lab/istio';
import { writeAtomically } from '../write-atomically.ts';
import { resourceFile } from './placement.ts';

const TYPE = 'type.googleapis.com/envoy.config';

/** What one file holds, and the statistics that tell whether Envoy took it. */
export interface XdsFile {
  readonly path: string;
  readonly resources: readonly object[];
}

/** The files of a configuration, in the order in which Envoy may take them: what is referred to comes first. */
export function xdsFiles(config: ProxyConfig, xdsDir: string) {
  const one = (kind: 'rds' | 'eds', name: string, type: string, resource: object): XdsFile => ({
    path: resourceFile(xdsDir, kind, name),
    resources: [{ '@type': `${TYPE}.${type}`, ...resource }],
  });
  const all = (path: string, type: string, resources: readonly object[]): XdsFile => ({
    path: join(xdsDir, path),
    resources: resources.map((resource) => ({ '@type': `${TYPE}.${type}`, ...resource })),
  });
  return {
    endpoints: config.endpoints.map((assignment) =>
      one('eds', assignment.clusterName, 'endpoint.v3.ClusterLoadAssignment', assignment),
    ),
    clusters: all('cds.json', 'cluster.v3.Cluster', config.clusters),
    routes: config.routes.map((route) => one('rds', route.name, 'route.v3.RouteConfiguration', route)),
    listeners: all('lds.json', 'listener.v3.Listener', config.listeners),
  };
}

/** Remembers what it wrote, so that a file whose text would be the same is left alone. */
export interface XdsWriter {
  /** Writes those files that changed under `version`. Returns their paths. */
  write(files: readonly XdsFile[], version: string): Promise<string[]>;
  /** Removes the files that `keep` does not name and that were written before. */
  prune(keep: readonly XdsFile[]): Promise<void>;
}

export function xdsWriter(xdsDir: string): XdsWriter {
  for (const kind of ['rds', 'eds']) mkdirSync(join(xdsDir, kind), { recursive: true, mode: 0o700 });
  const written = new Map<string, string>();
  return {
    write: async (files, version) => {
      const changed = files
        .map(({ path, resources }) => ({ path, resources, text: JSON.stringify(resources) }))
        .filter(({ path, text }) => written.get(path) !== text);
      for (const { path, resources, text } of changed) {
        await writeAtomically(path, JSON.stringify({ versionInfo: version, resources }, undefined, 1));
        written.set(path, text);
      }
      return changed.map(({ path }) => path);
    },
    prune: async (keep) => {
      const kept = new Set(keep.map(({ path }) => path));
      for (const path of [...written.keys()].filter((path) => !kept.has(path))) {
        written.delete(path);
        await rm(path, { force: true });
      }
    },
  };
}
