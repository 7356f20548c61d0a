import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@lab/process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findChromium } from '../../apps/frontend/e2e/find-chromium.ts';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import type { TestLab } from '../support/lab/test-lab.ts';

const root = join(import.meta.dirname, '../..');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');

/** What vitest's JSON reporter says of each test. */
interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/** Runs the frontend's own tests of its page against an address; its tests by how they ended, and what it wrote. */
async function runPageTests(url: string) {
  const folder = mkdtempSync(join(tmpdir(), 'lab-page-'));
  const file = join(folder, 'report.json');
  vi.stubEnv('LAB_URL', url);
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const tests = ['run', '--project=programs', 'apps/frontend/page.e2e.test.ts'];
    const { ok, stdout, stderr } = await runCommand(process.execPath, [vitest, ...tests, ...reporters], {
      cwd: root,
    });
    const report: Report | undefined = ok ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    const results = report?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [];
    const titles = results.filter(({ status }) => status === 'passed').map(({ title }) => title);
    return { passed: ok, output: stdout + stderr, titles };
  } finally {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Skipped where there is no Chromium, but never in CI. */
const isSkipped = !findChromium(process.env) && !process.env.CI;

describe.skipIf(isSkipped)(
  'the page in the lab (skipped without Chromium: install it or set CHROMIUM_BIN)',
  () => {
    let lab: TestLab;
    beforeAll(async () => {
      lab = await openSharedLab();
    });
    afterAll(() => lab?.close());

    it('answers, shows the way of the request, follows the canary switch and counts the split', async () => {
      const { passed, output, titles } = await runPageTests(`http://frontend.localhost:${lab.gatewayPort}`);
      expect(passed, output).toBe(true);
      expect(titles).toEqual([
        'names the bin and shows the way of the request, by keyboard',
        'with the switch on the request goes to the canary behind the gateway',
        'fifty requests are all accounted for at every tier',
        'shows gateway and sidecars where there is evidence for them, and nowhere else',
        'fits a phone',
        'the form works without JavaScript',
        'marks an answer from before the canary switch',
        'refuses what is too long, with words, and cuts nothing',
        'is used by keyboard alone',
      ]);
    }, 240_000);
  },
);
