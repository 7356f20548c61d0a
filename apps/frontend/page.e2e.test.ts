/**
 * The page in a real Chromium: against the built server and a stand-in for the backend, or, with LAB_URL set to the
 * gateway's address (e.g. LAB_URL=http://frontend.localhost:8080), against the running lab.
 */
import { describe, expect, test } from 'vitest';
import {
  outlineOf,
  sendFifty,
  setCanary,
  shownPath,
  shownProgress,
  shownTraceId,
  shownTree,
  sortItem,
} from './e2e/page-steps.ts';
import { isSkipped, openPageUnderTest } from './e2e/page-under-test.ts';

const labUrl = process.env.LAB_URL;
const tiers = ['frontend', 'backend', 'ml'];

describe.skipIf(isSkipped)('the page (skipped without Chromium: install it or set CHROMIUM_BIN)', () => {
  const opened = openPageUnderTest(labUrl);

  test('names the bin and shows the way of the request, by keyboard', async () => {
    const { page } = opened;
    expect(await sortItem(page, 'wine bottle')).toBe('Bottle bank');
    const hops = await shownPath(page);
    expect(hops.map((hop) => hop.service)).toEqual(tiers);
    for (const { service, version, pod } of hops) {
      expect(version).toMatch(/^(stable|canary)$/);
      expect(pod).toContain(`${service}-${version}`);
    }
    expect(await shownTraceId(page)).toMatch(/^[0-9a-f]{32}$/);
  });

  test('with the switch on the request goes to the canary behind the gateway', async () => {
    const { page } = opened;
    await setCanary(page, true);
    await sortItem(page, 'wine bottle');
    const versions = (await shownPath(page)).map((hop) => hop.version);
    // Without a mesh nothing routes to another frontend.
    expect(versions).toEqual([labUrl ? 'canary' : 'stable', 'canary', 'canary']);
  });

  test('fifty requests are all accounted for at every tier', async () => {
    const { page } = opened;
    const split = await sendFifty(page);
    expect(Object.keys(split)).toEqual(tiers);
    for (const counts of Object.values(split)) {
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(50);
      expect(counts).not.toHaveProperty('failed');
    }
    expect(await shownProgress(page)).toMatch(/^50 of 50 answered for/);
  });

  test('shows gateway and sidecars where there is evidence for them, and nowhere else', async () => {
    const { page } = opened;
    await sortItem(page, 'wine bottle');
    const tree = await shownTree(page);
    if (!labUrl) {
      expect(outlineOf(tree)).toBe('your browser(frontend(backend(ml)))');
      expect(await page.locator('[data-sidecar], [data-stop=gateway]').count()).toBe(0);
      return;
    }
    expect(outlineOf(tree)).toBe('your browser(gateway(frontend(backend(ml))))');
    const sidecars = await page.locator('[data-sidecar]').allTextContents();
    expect(sidecars.map((text) => text.trim())).toEqual([
      expect.stringMatching(/^sidecar, mTLS from \S+\/istio-ingressgateway$/),
      'sidecar, mTLS from frontend/frontend',
      'sidecar, mTLS from backend/backend',
    ]);
  });

  test('fits a phone', async () => {
    const { page } = opened;
    await sortItem(page, 'wine bottle');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });

  test('the form works without JavaScript', async () => {
    const { browser, url } = opened;
    const bare = await browser.newPage({ javaScriptEnabled: false });
    try {
      await bare.goto(url);
      expect(await bare.getByRole('button', { name: 'Send 50' }).isVisible()).toBe(false);
      expect(await bare.locator('noscript').allInnerTexts()).toEqual([
        expect.stringContaining('x-canary'),
        expect.stringContaining('./lab call'),
      ]);
      await bare.getByLabel('What do you want to throw away?').fill('wine bottle');
      await bare.getByRole('switch', { name: /Canary only/ }).check();
      await bare.keyboard.press('Tab');
      await bare.getByLabel('What do you want to throw away?').press('Enter');
      await bare.waitForURL('**/?item=wine+bottle&canary=on');
      expect(await bare.locator('#bin').textContent()).toBe('Bottle bank');
      expect((await shownPath(bare)).map(({ version }) => version).slice(1)).toEqual(['canary', 'canary']);
      expect(await bare.getByLabel('What do you want to throw away?').inputValue()).toBe('wine bottle');
      expect(await bare.getByRole('switch', { name: /Canary only/ }).isChecked()).toBe(true);
      await bare.getByRole('button', { name: 'pizza box' }).click();
      await bare.waitForURL('**/?*example=pizza+box*');
      expect(await bare.getByRole('region', { name: /.+/ }).first().textContent()).toContain('pizza box');
    } finally {
      await bare.close();
    }
  });

  test('marks an answer from before the canary switch', async () => {
    const { page } = opened;
    await sortItem(page, 'wine bottle');
    const note = page.getByText('from before you turned the canary switch on', { exact: false });
    expect(await note.count()).toBe(0);
    await sendFifty(page);
    await setCanary(page, true);
    expect(await note.textContent()).toContain('“wine bottle” without x-canary');
    expect(await page.locator('[data-stale=true]').count()).toBe(1);
    await page.getByText('Counted before you turned the canary switch on.').waitFor();
    await sortItem(page, 'wine bottle');
    expect(await note.count()).toBe(0);
    await page.getByText('“wine bottle” with x-canary').first().waitFor();
  });

  test('refuses what is too long, with words, and cuts nothing', async () => {
    const { page, url } = opened;
    const field = page.getByLabel('What do you want to throw away?');
    await field.fill('x'.repeat(5000));
    expect(await field.inputValue()).toHaveLength(5000);
    const words = 'An item has at most 200 characters, this one has 5,000: shorten it by 4,800.';
    await page.getByText(words).waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByRole('button', { name: 'Send 50' }).isEnabled()).toBe(false);
    await field.press('Enter');
    expect(await field.evaluate((input: HTMLInputElement) => input.validity.patternMismatch)).toBe(true);
    await field.fill('x'.repeat(200));
    await page.getByText('200 of 200 characters').waitFor();
    // The same in words from the server, for a browser that asks by itself.
    await page.goto(`${url}/?item=${'x'.repeat(5000)}`);
    await page.getByText(words).waitFor();
    expect(await shownPath(page)).toEqual(tiers.map((service) => ({ service, version: '', pod: '' })));
  });

  test('is used by keyboard alone', async () => {
    const { page } = opened;
    await page.getByLabel('What do you want to throw away?').focus();
    const stops: string[] = [];
    for (let stop = 0; stop < 12; stop += 1) {
      const label = await page.evaluate(() => {
        const { activeElement: element } = document;
        const input = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
        return (input ?? element)?.textContent?.trim() ?? '';
      });
      stops.push(label);
      await page.keyboard.press('Tab');
    }
    expect(stops[0]).toContain('What do you want');
    expect(stops[1]).toBe('Sort it');
    expect(stops).toContain('old paint');
    expect(stops.some((label) => label.startsWith('Canary only'))).toBe(true);
    expect(stops.at(-1)).toBe('Send 50');
  });
});
