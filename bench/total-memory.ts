import { setTimeout as sleep } from 'node:timers/promises';
import type { LabStatus } from '@lab/local';
import { sendLoad } from '@lab/observe';
import type { Measurement } from './measurement.ts';
import { NotMeasured } from './not-measured.ts';
import { processMemory, processTree } from './process-usage.ts';
import type { BenchContext, BenchSection } from './section.ts';

const FEW = 200;
const MANY = 10_000;
const CONCURRENCY = 50;
/** Long enough for spans to be sent and for garbage of the last requests to be collected, where it is at all. */
const SETTLE_MS = 5_000;
const AIM_MB = 1_200;

/** What all processes of the lab take together, fresh and after a load. */
export const totalMemory: BenchSection = {
  name: 'memory',
  summary: 'the memory of all processes of the lab, after a few requests and after 10,000',
  async measure(context) {
    const { lab, progress } = context;
    progress('starting the lab twice: the second time its processes start from compiled code');
    for (let start = 0; start < 2; start += 1) {
      await lab.down();
      await lab.up();
    }
    const fresh = await measureAfter(context, FEW, 1);
    const loaded = await measureAfter(context, MANY, CONCURRENCY);
    return [...fresh, ...loaded];
  },
};

async function measureAfter(
  context: BenchContext,
  requests: number,
  concurrency: number,
): Promise<Measurement[]> {
  const { lab, progress } = context;
  progress(`sending ${requests} requests, ${concurrency} at a time`);
  await classify(context, requests, concurrency);
  await sleep(SETTLE_MS);
  return memoryRows(await lab.status(), `after ${requests} requests`);
}

async function classify(
  { lab, signal, progress }: BenchContext,
  total: number,
  concurrency: number,
): Promise<void> {
  const { gatewayPort } = await lab.status();
  let answered = 0;
  let failed = 0;
  await sendLoad({
    url: new URL(`http://127.0.0.1:${gatewayPort}/api/classify`),
    method: 'POST',
    headers: { host: `frontend.localhost:${gatewayPort}`, 'content-type': 'application/json' },
    body: JSON.stringify({ item: 'glass bottle' }),
    total,
    concurrency,
    timeoutMs: 30_000,
    signal,
    onOutcome: (outcome) => {
      if ('status' in outcome && outcome.status === 200) answered += 1;
      else failed += 1;
      if ((answered + failed) % 1_000 === 0) progress(`${answered + failed} of ${total} requests`);
    },
  });
  signal.throwIfAborted();
  if (failed > 0) progress(`${failed} of ${total} requests failed`);
  if (failed > total / 10) throw new NotMeasured(`${failed} of ${total} requests failed`);
}

/** Sums over the lab's process and all that it started, by what they are. */
function memoryRows(status: LabStatus, when: string): Measurement[] {
  const applications = new Set(status.pods.map(({ application }) => application?.pid));
  const sidecars = new Set(status.pods.map(({ sidecar }) => sidecar?.pid));
  const processes = processTree(status.pid).map((pid) => ({ pid, ...processMemory(pid) }));
  const sum = (of: (pid: number) => boolean, size: 'pss' | 'rss') =>
    processes
      .filter(({ pid }) => of(pid))
      .reduce((total, memory) => total + (memory[size] ?? Number.NaN), 0) / 1e6;
  // Where the system does not tell shares, shared pages count in each process.
  const size = processes.every(({ pss }) => pss !== undefined) ? 'pss' : 'rss';
  const name = size.toUpperCase();
  const all = () => true;
  const rest = (pid: number) => !applications.has(pid) && !sidecars.has(pid);
  return [
    {
      measure: `all ${processes.length} processes ${when}, ${name}`,
      unit: 'MB',
      with: sum(all, size),
      aim: { of: 'with', most: AIM_MB },
    },
    { measure: `  applications, ${name}`, unit: 'MB', with: sum((pid) => applications.has(pid), size) },
    { measure: `  sidecars and gateway, ${name}`, unit: 'MB', with: sum((pid) => sidecars.has(pid), size) },
    { measure: `  the lab itself, ${name}`, unit: 'MB', with: sum(rest, size) },
    ...(size === 'pss'
      ? [
          {
            measure: '  all, RSS (counts pages again that are shared)',
            unit: 'MB',
            with: sum(all, 'rss'),
          } as const,
        ]
      : []),
  ];
}
