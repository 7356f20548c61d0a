import { callControl, controlSocket } from '@lab/local';
import type { Measurement } from '../measurement.ts';
import { NotMeasured } from '../not-measured.ts';
import { median } from '../quantile.ts';
import type { BenchContext, BenchSection } from '../section.ts';
import { costOfOpenPage } from './open-page-cost.ts';
import { watchPage } from './watch-page.ts';
import { startBrowser, type WatchedBrowser } from './watched-page.ts';

const NAVIGATIONS = 9;

/** The console's page in a real browser, at a fixed rate of requests: how late it is, and what it costs. */
export const consolePage: BenchSection = {
  name: 'console',
  summary: "how late the console's page shows a request, what it takes of the browser, and what of the lab",
  async measure(context) {
    await context.lab.status();
    const entrance = await callControl<string | null>(controlSocket(context.root), 'console');
    if (entrance === null) throw new NotMeasured('the console has not started: ./lab logs lab says why');
    const browser = await startBrowser(entrance);
    try {
      return [
        await firstPaints(context, browser),
        ...(await watchPage(context, browser)),
        ...(await costOfOpenPage(context, browser)),
      ];
    } finally {
      await browser.close();
    }
  },
};

/** The first navigation, for which the lab bundles the page, is not counted. */
async function firstPaints(
  { progress, signal }: BenchContext,
  browser: WatchedBrowser,
): Promise<Measurement> {
  const times: number[] = [];
  for (let navigation = 0; navigation <= NAVIGATIONS; navigation += 1) {
    signal.throwIfAborted();
    progress(`navigation ${navigation} of ${NAVIGATIONS}`);
    const page = await browser.open();
    if (navigation > 0) times.push(await page.firstPaint());
    await page.close();
  }
  return {
    ...{ measure: `first paint after navigation, median of ${NAVIGATIONS}`, unit: 'ms' },
    ...{ with: median(times), aim: { of: 'with', most: 300 } },
  };
}
