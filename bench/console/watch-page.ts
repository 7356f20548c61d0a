import { setTimeout as sleep } from 'node:timers/promises';
import type { Measurement } from '../measurement.ts';
import { NotMeasured } from '../not-measured.ts';
import { quantile } from '../quantile.ts';
import type { BenchContext } from '../section.ts';
import { delaysOfCounts, delaysOfRows, type Paints, type Shown } from './event-to-pixel.ts';
import { heapRows } from './heap-rows.ts';
import { RATE, type SteadyLoad, startSteadyLoad } from './steady-load.ts';
import type { WatchedBrowser, WatchedPage } from './watched-page.ts';

const VIEWS = ['Mesh', 'Requests'] as const;
type View = (typeof VIEWS)[number];

/** Each view is shown for half of every minute. */
const SHOWN_MS = 30_000;
/** After a change of the view, and before the next: requests are to be painted in the view in which they ended. */
const MARGIN_MS = 2_000;
/** The aim: 500 ms at p95, and a quarter of a core. */
const LATEST_MS = 500;
const MOST_CPU = 25;

interface Watched {
  readonly shown: Record<View, Shown[]>;
  /** Seconds of the renderer, and of the clock. */
  readonly cpu: Record<View, { seconds: number; of: number }>;
  readonly rows: Paints['rows'][number][];
  readonly counts: Paints['counts'][number][];
  /** Bytes, at the end of each minute. */
  readonly heap: number[];
}

/** Keeps one page open for minutes, under load: both of its live views in turns. */
export async function watchPage(context: BenchContext, browser: WatchedBrowser): Promise<Measurement[]> {
  const { rate = RATE } = context;
  const { gatewayPort } = await context.lab.status();
  // Before the first request: the page counts all calls from then on.
  const page = await browser.open();
  const load = startSteadyLoad(gatewayPort, rate);
  const watched: Watched = {
    shown: { Mesh: [], Requests: [] },
    cpu: { Mesh: { seconds: 0, of: 0 }, Requests: { seconds: 0, of: 0 } },
    ...{ rows: [], counts: [], heap: [] },
  };
  try {
    for (let minute = 1; minute <= context.minutes; minute += 1) {
      for (const view of VIEWS) {
        context.progress(`${rate} requests a second, minute ${minute} of ${context.minutes}: ${view}`);
        await watchView(context, page, load, view, watched);
      }
      watched.heap.push(await page.heapBytes());
    }
    await page.show('Mesh');
    await load.stop();
    await sleep(MARGIN_MS);
    await takePaints(page, watched);
    checkCount(load, watched);
    return rows(load, watched);
  } finally {
    await load.stop();
    await page.close();
  }
}

async function watchView(
  { signal }: BenchContext,
  page: WatchedPage,
  load: SteadyLoad,
  view: View,
  watched: Watched,
): Promise<void> {
  await page.show(view);
  await sleep(MARGIN_MS);
  const from = Date.now();
  const spent = await page.rendererSeconds();
  for (const end = from + SHOWN_MS - MARGIN_MS; Date.now() < end; await sleep(1_000)) {
    signal.throwIfAborted();
    load.check();
  }
  const to = Date.now();
  watched.cpu[view].seconds += (await page.rendererSeconds()) - spent;
  watched.cpu[view].of += (to - from) / 1_000;
  watched.shown[view].push({ from, to: to - MARGIN_MS });
  await takePaints(page, watched);
}

async function takePaints(page: WatchedPage, { rows, counts }: Watched): Promise<void> {
  const taken = await page.paints();
  rows.push(...taken.rows);
  counts.push(...taken.counts);
}

/** The n-th request is found by a count: one more or less, and all delays would be wrong. */
function checkCount({ ended }: SteadyLoad, { counts }: Watched): void {
  const failed = ended.filter(({ failure }) => failure !== undefined).length;
  const count = counts.at(-1)?.count ?? 0;
  if (count < ended.length - failed || count > ended.length)
    throw new NotMeasured(`the page counted ${count} calls of ${ended.length} requests`);
}

function rows({ ended }: SteadyLoad, { shown, cpu, rows: lists, counts, heap }: Watched): Measurement[] {
  const delays: Readonly<Record<View, readonly number[]>> = {
    Mesh: shown.Mesh.flatMap((time) => delaysOfCounts(ended, counts, time)),
    Requests: shown.Requests.flatMap((time) => delaysOfRows(ended, lists, time)),
  };
  return [
    ...VIEWS.flatMap((view): Measurement[] => [
      {
        measure: `event to pixel, ${view}, of ${delays[view].length} requests: p50`,
        ...{ unit: 'ms', with: quantile(delays[view], 0.5) },
      },
      {
        ...{ measure: '  p95', unit: 'ms', with: quantile(delays[view], 0.95) },
        aim: { of: 'with', most: LATEST_MS },
      },
    ]),
    ...VIEWS.map(
      (view): Measurement => ({
        ...{ measure: `renderer, ${view}: share of a core`, unit: '%' },
        with: (cpu[view].seconds / cpu[view].of) * 100,
        aim: { of: 'with', most: MOST_CPU },
      }),
    ),
    ...heapRows(heap),
  ];
}
