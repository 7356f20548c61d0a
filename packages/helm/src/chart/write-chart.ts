import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabError } from '@lab/errors';
import { parse } from 'yaml';
import { type ChartFile, WRITTEN_FROM } from './chart-files.ts';

/**
 * Writes a chart's files into a folder, which is made when it is not there. A chart that was written there before is
 * replaced, with all of its templates.
 *
 * @param force also where the folder has something else in it; that stays, but for `templates`
 * @throws LabError CHART_FOLDER_TAKEN when it has, and nothing is written
 */
export async function writeChart(
  folder: string,
  files: readonly ChartFile[],
  { force = false }: { readonly force?: boolean | undefined } = {},
): Promise<void> {
  if (!force && !isFree(folder)) {
    throw new LabError(
      'CHART_FOLDER_TAKEN',
      `${folder} contains files that ./lab chart did not write`,
      'Name another folder with --output, or replace its contents with --force.',
    );
  }
  await rm(join(folder, 'templates'), { recursive: true, force: true });
  for (const { path, text } of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

function isFree(folder: string): boolean {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return true;
  try {
    const chart = parse(readFileSync(join(folder, 'Chart.yaml'), 'utf8')) as { annotations?: object } | null;
    return WRITTEN_FROM in (chart?.annotations ?? {});
  } catch {
    return false;
  }
}
