export { type ChartFile, chartFiles } from './chart/chart-files.ts';
export { writeChart } from './chart/write-chart.ts';
export type { Manifest } from './manifest.ts';
export { splitHooks } from './split-hooks.ts';
