import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LoadOutcome, sendLoad } from '@lab/observe';
import type { Measurement } from './measurement.ts';
import { NotMeasured } from './not-measured.ts';
import { cpuSeconds, processMemory } from './process-usage.ts';
import { median } from './quantile.ts';
import type { BenchContext, BenchSection } from './section.ts';
import { type ServiceProcess, startService } from './service-process.ts';
import { type SpanSink, startSpanSink } from './span-sink.ts';

const STARTS = 9;
const FEW = 200;
/** Between the last request and the look at the memory. */
const IDLE_MS = 1_500;
const ROUNDS = 15;
const ROUND = 2_000;
const CONCURRENCY = 32;

/** The service without a call to another: what is measured is its own. */
const FOLDER = 'apps/ml';
const PRELOAD = '@lab/service-kit/telemetry';

type Kind = 'bare' | 'instrumented';
type Taken = Record<Kind, number[]>;

/** The same application with the telemetry preload and without: start, idle memory, throughput. */
export const instrumentedService: BenchSection = {
  name: 'service',
  summary: 'an instrumented service against a bare one: start, idle memory, throughput',
  async measure(context) {
    const sink = await startSpanSink();
    try {
      const start = starter(context, sink);
      const rows = [...(await idle(context, start)), ...(await throughput(context, start))];
      if (sink.bytes === 0) throw new NotMeasured('the instrumented service has sent no spans');
      return rows;
    } finally {
      sink.close();
    }
  },
};

type Start = (kind: Kind) => Promise<ServiceProcess>;

function starter({ root, signal }: BenchContext, sink: SpanSink): Start {
  const cwd = join(root, FOLDER);
  const args = startArguments(cwd);
  const env = {
    APP_NAME: 'ml',
    APP_VERSION: 'stable',
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    // As the lab starts it: from compiled code of the run before.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, '.lab', 'compile-cache'),
  };
  return (kind) => startService({ args: args[kind], cwd, env, signal });
}

/** What the start script gives Node, as it is and without the preload. */
function startArguments(folder: string): Record<Kind, readonly string[]> {
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const [, ...instrumented] = String(scripts.start).split(' ');
  const at = instrumented.indexOf(PRELOAD);
  if (at < 1) throw new NotMeasured(`the start script of ${FOLDER} has no --require ${PRELOAD}`);
  return { bare: instrumented.toSpliced(at - 1, 2), instrumented };
}

async function idle({ progress }: BenchContext, start: Start): Promise<Measurement[]> {
  const starts: Taken = { bare: [], instrumented: [] };
  const memory: Taken = { bare: [], instrumented: [] };
  progress('starting both services once, so that they are warm');
  for (const kind of ['bare', 'instrumented'] as const) await (await start(kind)).stop();
  for (let index = 0; index < STARTS; index += 1) {
    progress(`start and idle memory, ${index + 1} of ${STARTS}`);
    for (const kind of ['bare', 'instrumented'] as const) {
      const service = await start(kind);
      try {
        starts[kind].push(service.startMs);
        await predict(service, FEW, 1);
        await sleep(IDLE_MS);
        memory[kind].push(processMemory(service.pid).rss / 1e6);
      } finally {
        await service.stop();
      }
    }
  }
  return [
    row('start until /readyz answers, median', 'ms', starts, { of: 'difference', most: 150 }),
    row(`idle memory after ${FEW} requests, RSS, median`, 'MB', memory, { of: 'difference', most: 25 }),
  ];
}

async function throughput({ progress, signal }: BenchContext, start: Start): Promise<Measurement[]> {
  const perSecond: Taken = { bare: [], instrumented: [] };
  const perCpuSecond: Taken = { bare: [], instrumented: [] };
  const bare = await start('bare');
  try {
    const instrumented = await start('instrumented');
    try {
      const services = { bare, instrumented };
      for (const service of Object.values(services)) await predict(service, 2 * ROUND, CONCURRENCY);
      for (let round = 0; round < ROUNDS; round += 1) {
        signal.throwIfAborted();
        progress(`throughput, round ${round + 1} of ${ROUNDS}`);
        for (const kind of ['bare', 'instrumented'] as const) {
          const { pid } = services[kind];
          const before = { time: performance.now(), cpu: cpuSeconds(pid) };
          await predict(services[kind], ROUND, CONCURRENCY);
          perSecond[kind].push(ROUND / ((performance.now() - before.time) / 1_000));
          perCpuSecond[kind].push(ROUND / (cpuSeconds(pid) - before.cpu));
        }
      }
    } finally {
      await instrumented.stop();
    }
  } finally {
    await bare.stop();
  }
  return [
    row("requests per second of the service's CPU time, median", '/s', perCpuSecond, {
      of: 'ratio',
      least: 0.5,
    }),
    row(`requests per second, ${CONCURRENCY} at a time, median`, '/s', perSecond),
  ];
}

function row(
  measure: string,
  unit: Measurement['unit'],
  taken: Taken,
  aim?: Measurement['aim'],
): Measurement {
  const figures = { without: median(taken.bare), with: median(taken.instrumented) };
  return { measure: `service: ${measure}`, unit, ...figures, ...(aim && { aim }) };
}

async function predict({ url }: ServiceProcess, total: number, concurrency: number): Promise<void> {
  await sendLoad({
    url: new URL('/predict', url),
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ item: 'glass bottle' }),
    total,
    concurrency,
    timeoutMs: 30_000,
    onOutcome: checkAnswer,
  });
}

function checkAnswer(outcome: LoadOutcome): void {
  if ('status' in outcome && outcome.status === 200) return;
  throw new NotMeasured(`a service answered ${'error' in outcome ? outcome.error : outcome.status}`);
}
