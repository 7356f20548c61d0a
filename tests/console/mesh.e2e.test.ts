import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axeViolations, type ConsolePage, isSkipped, openConsole } from '../support/console/console-page.ts';
import { startTestLab, type TestLab } from '../support/lab/test-lab.ts';

const routing = 'base/frontend/routing.yaml';
const EDGES = [
  'istio-system/istio-ingressgateway>frontend/frontend',
  'frontend/frontend>backend/backend',
  'backend/backend>ml/ml',
];
const VIEWS = [
  '/mesh',
  '/requests',
  '/split',
  '/configuration',
  '/configuration/changes',
  '/explain',
  '/learn',
];

describe.skipIf(isSkipped)(
  "the console's page (skipped without Chromium: install it or set CHROMIUM_BIN)",
  () => {
    let lab: TestLab;
    let opened: ConsolePage;
    beforeAll(async () => {
      lab = await startTestLab();
      opened = await openConsole(lab);
    });
    afterAll(async () => {
      await opened?.close();
      await lab?.close();
    });
    afterEach(() => expect(opened.complaints).toEqual([]));

    const call = (count: number) => lab.run('call', '-n', String(count));
    const lineStates = () =>
      opened.page
        .locator('.graph path[data-edge]')
        .evaluateAll((lines) => lines.map((line) => line.getAttribute('data-state')));
    /** What the table says of the calls to the frontend. */
    const row = () => opened.page.locator(`tr[data-edge="${EDGES[0]}"]`);
    const figure = async (version: string, name: string) =>
      (await row().locator(`[data-version="${version}"] [data-figure="${name}"]`).textContent()) ?? '';

    it('draws the calls that are possible before any is made, and then those that are seen', async () => {
      const { page, goto } = opened;
      await goto('/mesh');
      await page.locator('[data-spot]').first().waitFor();
      expect(await lineStates()).toEqual(['possible', 'possible', 'possible']);
      await expect.poll(() => row().locator('[data-figure="rate"]').textContent()).toBe('no call yet');
      await call(1);
      await expect.poll(lineStates).not.toContain('possible');
      const edges = await page
        .locator('tr[data-edge]')
        .evaluateAll((rows) => rows.map((one) => one.getAttribute('data-edge')));
      expect(edges).toEqual(EDGES);
      await page.getByRole('link', { name: 'Requests', exact: true }).click();
      await page.getByRole('link', { name: 'POST /api/classify' }).first().waitFor();
    });

    it('shows the weight of an edit before anything was measured with it, and then both', async () => {
      await opened.goto('/mesh');
      await call(40);
      await expect.poll(() => figure('stable', 'got')).toMatch(/\(\d+\)$/);
      expect(await figure('canary', 'weight')).toBe('10%');
      lab.manifests.replace(routing, 'weight: 90', 'weight: 50');
      lab.manifests.replace(routing, 'weight: 10\n', 'weight: 50\n');
      await expect.poll(() => figure('canary', 'weight')).toBe('50%');
      expect(await figure('canary', 'got')).toBe('none yet');
      await call(60);
      await expect.poll(() => figure('canary', 'got')).toMatch(/% \(\d+\)$/);
      expect(await figure('canary', 'weight')).toBe('50%');
      expect(await row().locator('[data-inside="false"]').count()).toBe(0);
    });

    it('is used by the keyboard alone', async () => {
      const { page, goto } = opened;
      await goto('/mesh');
      await page.locator('[data-spot]').first().waitFor();
      const focused = () => page.evaluate<string>("document.activeElement?.getAttribute('data-spot') ?? ''");
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement?.textContent')).toBe('Skip to the view');
      await page.keyboard.press('Enter');
      for (let stops = 0; stops < 12 && (await focused()) === ''; stops += 1)
        await page.keyboard.press('Tab');
      expect(await focused()).toBe('istio-system/istio-ingressgateway');
      await page.keyboard.press('ArrowRight');
      expect(await focused()).toBe(EDGES[0]);
      await page.keyboard.press('ArrowRight');
      expect(await focused()).toBe('frontend/frontend');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'frontend', level: 2 }).waitFor();
      expect(new URL(page.url()).searchParams.get('show')).toBe('frontend/frontend');
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('2');
      await page.getByRole('heading', { name: 'Requests' }).waitFor();
      await page.goBack();
      await page.getByRole('heading', { name: 'Mesh' }).waitFor();
    });

    it('fits a phone: nothing is wider than the window', async () => {
      const narrow = await openConsole(lab, { width: 360 });
      try {
        for (const path of VIEWS) {
          await narrow.goto(path);
          await narrow.page.getByRole('heading', { level: 1 }).waitFor();
          expect([path, await narrow.page.evaluate('document.documentElement.scrollWidth')]).toEqual([
            path,
            360,
          ]);
        }
      } finally {
        await narrow.close();
      }
    });

    it.each(['light', 'dark'] as const)('axe finds nothing on any view, %s', async (colorScheme) => {
      const own = await openConsole(lab, { colorScheme });
      try {
        for (const path of VIEWS) {
          await own.goto(path);
          await own.page.getByRole('heading', { level: 1 }).waitFor();
          await own.page.waitForTimeout(300);
          expect([path, ...(await axeViolations(own.page))]).toEqual([path]);
        }
        await own.goto('/mesh?show=backend%2Fbackend');
        await own.page.getByRole('heading', { name: 'backend', level: 2 }).waitFor();
        await own.page.keyboard.press('?');
        expect(await axeViolations(own.page)).toEqual([]);
      } finally {
        await own.close();
      }
    });
  },
);
