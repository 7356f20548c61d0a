/**
 * `npm run check`: the scripts that the console's page loads at once, React included, are small enough. What is over
 * the limit is listed by file.
 */
import { bundlePage } from '@lab/console';

/** Kilobytes (1,000 bytes) after gzip. */
const LIMIT = 130;

const { assets, firstScripts } = await bundlePage();
const sizes = firstScripts.map((path) => [path, (assets.get(path)?.gzipped.length ?? 0) / 1_000] as const);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
const lines = sizes.map(([path, size]) => `${size.toFixed(1).padStart(7)} kB  ${path}`);
process.stdout.write(
  `${[...lines, `${total.toFixed(1).padStart(7)} kB of ${LIMIT} kB gzip at the first view`].join('\n')}\n`,
);
if (total > LIMIT || total === 0) process.exitCode = 1;
