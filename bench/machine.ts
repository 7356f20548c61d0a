import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** What the figures depend on; plain JSON. */
export interface Machine {
  readonly system: string;
  readonly processors: string;
  readonly memoryGB: number;
  readonly node: string;
  /** Runnable processes on average over the last minute, just before the benchmark: others than its own. */
  readonly load: number;
}

export function describeMachine(): Machine {
  const [first] = cpus();
  return {
    system: `${platform()} ${release().split('-')[0]} ${arch()}`,
    processors: `${cpus().length} × ${first?.model.trim() ?? 'unknown'}`,
    memoryGB: Math.round(totalmem() / 1e9),
    node: process.version,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}
