import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chartFiles } from './chart-files.ts';
import { writeChart } from './write-chart.ts';

let folder: string;
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const chart = (name: string) => {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } };
  return chartFiles([account], { name: 'shop', version: '0.1.0', overlay: 'kind' }).files;
};

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'write-chart-')), 'chart');
});

afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

test('a chart that was written there before is replaced, with all of its templates', async () => {
  await writeChart(folder, chart('one'));
  expect(read('templates/serviceaccount-one.yaml')).toContain('name: one');
  await writeChart(folder, chart('two'));
  expect(existsSync(join(folder, 'templates/serviceaccount-one.yaml'))).toBe(false);
  expect(read('templates/serviceaccount-two.yaml')).toContain('name: two');
});

test.each(['name: other\n', 'name: [\n', ''])(
  'a folder with a Chart.yaml of %j is somebody else’s',
  async (text) => {
    mkdirSync(join(folder, 'templates'), { recursive: true });
    writeFileSync(join(folder, 'Chart.yaml'), text);
    writeFileSync(join(folder, 'README.md'), 'mine');
    await expect(writeChart(folder, chart('one'))).rejects.toMatchObject({
      code: 'CHART_FOLDER_TAKEN',
      remedy: expect.stringContaining('--force'),
    });
    expect(read('Chart.yaml')).toBe(text);
    await writeChart(folder, chart('one'), { force: true });
    expect(read('Chart.yaml')).toContain('name: shop');
    expect(read('README.md')).toBe('mine');
  },
);

test('an empty folder is free', async () => {
  mkdirSync(folder);
  await writeChart(folder, chart('one'));
  expect(read('Chart.yaml')).toContain('lab.local/overlay: kind');
});
