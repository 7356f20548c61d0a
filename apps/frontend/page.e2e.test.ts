/**
 * The page in a real Chromium: against the built server and a stand-in for the backend, or, with LAB_URL set to the
 * gateway's address (e.g. LAB_URL=http://frontend.localhost:8080), against the running lab.
 */
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BackendStandIn, startBackend } from './e2e/backend-stand-in.ts';
import { buildOnce } from './e2e/build-once.ts';
import { findChromium } from './e2e/find-chromium.ts';
import { type FrontendProcess, startFrontend } from './e2e/frontend-process.ts';
import { openPage, sendFifty, setCanary, shownPath, shownTraceId, sortItem } from './e2e/page-steps.ts';

const executablePath = findChromium(process.env);
// Skipped where there is no Chromium, but never in CI, where that would hide that nothing was tested.
const reason = executablePath ?? (process.env.CI ? 'required in CI' : undefined);
const labUrl = process.env.LAB_URL;
const tiers = ['frontend', 'backend', 'ml'];

let browser: Browser;
let backend: BackendStandIn | undefined;
let frontend: FrontendProcess | undefined;
let page: Page;
let complaints: string[];

describe.skipIf(!reason)('the page (skipped without Chromium: install it or set CHROMIUM_BIN)', () => {
  beforeAll(async () => {
    if (!executablePath) throw new Error('no Chromium: install it or set CHROMIUM_BIN');
    if (!labUrl) {
      buildOnce();
      backend = await startBackend();
      frontend = await startFrontend(backend);
    }
    const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update'];
    const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-sync', ...quiet];
    browser = await chromium.launch({ executablePath, args });
  });

  afterAll(async () => {
    await browser?.close();
    await frontend?.stop();
    backend?.close();
  });

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 360, height: 780 } });
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy|hydrat/i.test(message.text())) complaints.push(message.text());
    });
    await openPage(page, labUrl ?? frontend?.url ?? '');
  });

  afterEach(async () => {
    await page?.close();
    expect(complaints).toEqual([]);
  });

  test('names the bin and shows the way of the request, by keyboard', async () => {
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
    await setCanary(page, true);
    await sortItem(page, 'wine bottle');
    const versions = (await shownPath(page)).map((hop) => hop.version);
    // Without a mesh nothing routes to another frontend.
    expect(versions).toEqual([labUrl ? 'canary' : 'stable', 'canary', 'canary']);
  });

  test('fifty requests are all accounted for at every tier', async () => {
    const split = await sendFifty(page);
    expect(Object.keys(split)).toEqual(tiers);
    for (const counts of Object.values(split)) {
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(50);
      expect(counts).not.toHaveProperty('failed');
    }
  });

  test('fits a phone', async () => {
    await sortItem(page, 'wine bottle');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });

  test.skipIf(labUrl)('a failure names the hop', async () => {
    await page.getByLabel('What do you want to throw away?').fill('overflow');
    await page.keyboard.press('Enter');
    const notice = page.locator('section[role=alert]');
    await notice.waitFor();
    expect(await notice.textContent()).toContain('failed at backend');
    expect((await shownPath(page)).map((hop) => hop.version)).toEqual(['stable', 'failed']);
  });
});
