/** The page in a real Chromium, with a backend that fails, is slow, or calls one more service. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import {
  outlineOf,
  sendFifty,
  setCanary,
  shownPath,
  shownProgress,
  shownTree,
  sortItem,
} from './e2e/page-steps.ts';
import { isSkipped, openPageUnderTest } from './e2e/page-under-test.ts';

const tiers = ['frontend', 'backend', 'ml'];

describe.skipIf(isSkipped)('the page, where the backend (skipped without Chromium)', () => {
  const opened = openPageUnderTest();

  test('fails, the notice and the way name the hop', async () => {
    const { page } = opened;
    await failItem(page, 'overflow');
    expect(await page.locator('section[role=alert]').textContent()).toContain('failed at backend');
    expect((await shownPath(page)).map((hop) => hop.version)).toEqual(['stable', 'failed']);
  });

  test('cannot reach ml, the way goes on through the backend', async () => {
    const { page } = opened;
    await failItem(page, 'ml down');
    expect(await page.locator('section[role=alert]').textContent()).toContain('failed at ml');
    expect(outlineOf(await shownTree(page))).toBe('your browser(frontend(backend(ml)))');
    expect((await shownPath(page)).map((hop) => hop.version)).toEqual(['stable', 'stable', 'failed']);
    await page.getByText('a sidecar answered 503 (UH)').waitFor();
  });

  test('calls one more service, it is drawn behind its caller and counted', async () => {
    const { page } = opened;
    await sortItem(page, 'stock');
    expect(outlineOf(await shownTree(page))).toBe('your browser(frontend(backend(ml stock)))');
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    const split = await sendFifty(page);
    expect(Object.keys(split)).toEqual([...tiers, 'stock']);
    expect(split.stock).toEqual({ stable: 50 });
  });

  test('does not answer, the page says so and can be stopped', async () => {
    const { page, backend } = opened;
    await sortItem(page, 'wine bottle');
    await page.getByLabel('What do you want to throw away?').fill('slow');
    await page.keyboard.press('Enter');
    await page.getByText('Waiting for the answer to “slow” without x-canary.').waitFor();
    expect(await page.locator('[data-stale=true]').count()).toBe(1);
    const abandoned = backend?.abandoned ?? 0;
    await page.getByRole('button', { name: 'Stop' }).press('Enter');
    await page.getByRole('button', { name: 'Sort it' }).waitFor();
    await expect.poll(() => backend?.abandoned).toBe(abandoned + 1);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('item');
  });

  test('is out of reach: failures are counted as failures', async () => {
    const { page, url } = opened;
    await page.route('**/api/classify', (route) => route.abort('connectionrefused'));
    const split = await sendFifty(page);
    expect(await shownProgress(page)).toMatch(/^0 of 50 answered, 50 failed/);
    const { host } = new URL(url);
    await page.getByText(`50 × No answer from ${host}`).waitFor();
    expect(Object.values(split)).toEqual([{}, {}, {}]);
  });

  test('fails some: both are counted', async () => {
    const { page } = opened;
    let sent = 0;
    await page.route('**/api/classify', (route) => {
      sent += 1;
      return sent % 5 === 0 ? route.fulfill({ status: 503, body: 'no healthy upstream' }) : route.continue();
    });
    const split = await sendFifty(page);
    expect(await shownProgress(page)).toMatch(/^40 of 50 answered, 10 failed/);
    expect(split.ml).toEqual({ stable: 40 });
  });

  test('stands behind a mesh, gateway and sidecars are shown as certificates tell of them', async () => {
    const { page } = opened;
    const id = (namespace: string, name: string) => `spiffe://cluster.local/ns/${namespace}/sa/${name}`;
    const by = `By=${id('frontend', 'frontend')};Hash=0;Subject=""`;
    const uri = `URI=${id('istio-ingress', 'istio-ingressgateway')}`;
    await page.setExtraHTTPHeaders({ 'x-forwarded-client-cert': `${by};${uri}` });
    await sortItem(page, 'wine bottle');
    const tree = await shownTree(page);
    expect(outlineOf(tree)).toBe('your browser(gateway(frontend(backend(ml))))');
    const [gateway] = tree?.calls ?? [];
    expect(gateway?.calls[0]).toMatchObject({ name: 'frontend', sidecars: 1, calls: [{ sidecars: 0 }] });
  });

  test('what was typed before the code of the page came is kept', async () => {
    const { page, url } = opened;
    const held = Promise.withResolvers<void>();
    await page.route('**/_next/static/**/*.js*', async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.goto(url, { waitUntil: 'commit' });
    await page.getByLabel('What do you want to throw away?').fill('wine bottle');
    await setCanary(page, true);
    expect(await page.getByRole('button', { name: 'Send 50' }).isEnabled()).toBe(false);
    held.resolve();
    await expect.poll(() => page.getByRole('button', { name: 'Send 50' }).isEnabled()).toBe(true);
    expect(await page.getByLabel('What do you want to throw away?').inputValue()).toBe('wine bottle');
    await page.getByRole('button', { name: 'Sort it' }).click();
    await page.getByText('“wine bottle” with x-canary').first().waitFor();
  });
});

/** Sends an item by keyboard that is going to fail. */
async function failItem(page: Page, item: string): Promise<void> {
  await page.getByLabel('What do you want to throw away?').fill(item);
  await page.keyboard.press('Enter');
  await page.locator('section[role=alert]').waitFor();
}
