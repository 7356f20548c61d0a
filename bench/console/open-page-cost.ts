import { setTimeout as sleep } from 'node:timers/promises';
import { type CostByPart, costRows, cpuByPart } from '../cpu-by-part.ts';
import type { Measurement } from '../measurement.ts';
import type { BenchContext } from '../section.ts';
import { RATE, type SteadyLoad, startSteadyLoad } from './steady-load.ts';
import type { WatchedBrowser } from './watched-page.ts';

/** A block, and what comes before it: until a page that was opened or closed is just open or closed. */
const BLOCK_MS = 20_000;
const SETTLE_MS = 3_000;
const LEAST_PAIRS = 2;

/**
 * What a request costs the lab, its Envoys and applications while a page is open, against none: blocks in turns (ABBA) of
 * one load at a constant rate. The browser's own time is not counted.
 */
export async function costOfOpenPage(context: BenchContext, browser: WatchedBrowser): Promise<Measurement[]> {
  const { rate = RATE } = context;
  const { gatewayPort } = await context.lab.status();
  const load = startSteadyLoad(gatewayPort, rate);
  const taken: Record<'open' | 'closed', CostByPart[]> = { open: [], closed: [] };
  const pairs = Math.max(LEAST_PAIRS, context.minutes);
  try {
    for (let pair = 0; pair < pairs; pair += 1) {
      context.progress(`${rate} requests a second, page open and closed: pair ${pair + 1} of ${pairs}`);
      const order = pair % 2 === 0 ? (['closed', 'open'] as const) : (['open', 'closed'] as const);
      for (const state of order) {
        const page = state === 'open' ? await browser.open() : undefined;
        try {
          await sleep(SETTLE_MS);
          taken[state].push(await costOfBlock(context, load));
        } finally {
          await page?.close();
        }
      }
    }
  } finally {
    await load.stop();
  }
  const measure = `CPU time of a request, page closed and open, ${pairs} pairs of blocks`;
  return costRows(measure, taken.closed, taken.open);
}

async function costOfBlock({ lab, signal }: BenchContext, load: SteadyLoad): Promise<CostByPart> {
  const since = cpuByPart(await lab.status());
  const before = load.ended.length;
  for (const end = Date.now() + BLOCK_MS; Date.now() < end; await sleep(1_000)) {
    signal.throwIfAborted();
    load.check();
  }
  return since(load.ended.length - before);
}
