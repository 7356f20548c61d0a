import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pod } from '@lab/istio';
import type { ServedConfig } from '../../src/ads/served-config.ts';
import { type Sidecar, startSidecar } from '../../src/sidecars/sidecar.ts';

/** Envoys that take the configuration of one pod after the other, since a start costs more than an update. */
export interface EnvoyPool {
  /** Path of the access log of the n-th Envoy. */
  accessLog(index: number): string;
  /** Has the n-th Envoy serve a configuration. @returns what it rejects of it, in its words; undefined when nothing */
  serve(index: number, pod: Pod, config: ServedConfig): Promise<string | undefined>;
  stop(): Promise<void>;
}

export function envoyPool(binary: string, folder: string): EnvoyPool {
  const sidecars = new Map<number, Sidecar>();
  const start = async (index: number, pod: Pod, config: ServedConfig) => {
    const dir = join(folder, `envoy-${index}`);
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const options = {
      ...{ binary, pod, domain: 'cluster.local', dir: join(dir, 'sidecar') },
      ...{ adminSocket: join(dir, 'admin.sock'), xdsSocket: join(dir, 'xds.sock') },
      ...{ logPath: join(dir, 'envoy.log'), onSpawn: () => {} },
    };
    sidecars.set(index, await startSidecar(options, config));
  };
  return {
    accessLog: (index) => join(folder, `access-${index}.log`),
    serve: async (index, pod, config) => {
      if (!sidecars.has(index)) await start(index, pod, config);
      const shortfall = await sidecars.get(index)?.apply(config);
      return (
        shortfall?.rejected.map(({ kind, name, reason }) => `${kind} ${name}: ${reason}`).join('\n') ||
        undefined
      );
    },
    stop: async () => {
      await Promise.all([...sidecars.values()].map((sidecar) => sidecar.stop()));
    },
  };
}
