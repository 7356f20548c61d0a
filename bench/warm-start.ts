import { median } from './quantile.ts';
import type { BenchSection } from './section.ts';

const STARTS = 5;

/** How long `./lab up --detach` takes when everything is built and has run before. */
export const warmStart: BenchSection = {
  name: 'start',
  summary: 'the time of a warm ./lab up',
  async measure({ lab, progress }) {
    await lab.down();
    progress('starting the lab once, so that it is warm');
    await lab.up();
    const starts: number[] = [];
    while (starts.length < STARTS) {
      await lab.down();
      progress(`warm start ${starts.length + 1} of ${STARTS}`);
      starts.push(await lab.up());
    }
    return [
      {
        measure: './lab up --detach, warm, median',
        unit: 'ms',
        with: median(starts),
        aim: { of: 'with', most: 8_000 },
      },
      { measure: './lab up --detach, warm, slowest', unit: 'ms', with: Math.max(...starts) },
    ];
  },
};
