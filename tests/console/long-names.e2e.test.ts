/** The page with a made-up mesh: names that are too long for it, links that are too old, and the keyboard alone. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium } from '../../apps/frontend/e2e/find-chromium.ts';
import type { MeshNode, MeshPicture, TimelineEntry } from '../../packages/console/src/protocol.ts';
import { axeViolations } from '../support/console/console-page.ts';
import { type PageOfMesh, servePageOfMesh } from '../support/console/page-of-mesh.ts';

const executablePath = findChromium(process.env);
const LONG = 'recommendation-engine-with-a-name-that-does-not-end-soon';
const VERSION = 'v1-2026-11-29-build-4711-release-candidate';

const node = (name: string, tier: number, versions: readonly string[]): MeshNode => ({
  ...{ id: `shop/${name}`, name, namespace: 'shop', tier, hosts: [] },
  kind: tier === 0 ? 'gateway' : 'service',
  versions: versions.map((version) => ({
    ...{ version, workloads: [`shop/${name}-${version}`] },
    pods: [{ name: `${name}-${version}-0`, ready: true, draining: false, ejectedBy: [] }],
  })),
});
const CALL = `shop/gateway>shop/${LONG}`;
const mesh: MeshPicture = {
  nodes: [node('gateway', 0, ['']), node(LONG, 1, [VERSION, 'v2'])],
  edges: [
    {
      ...{ id: CALL, from: 'shop/gateway', to: `shop/${LONG}`, reasons: ['route'], badges: [] },
      weights: { [VERSION]: 0.9, v2: 0.1 },
    },
  ],
};
const MINUTE = 60_000;
const now = Date.now();
const timeline: readonly TimelineEntry[] = [
  { id: 1, at: now - 20 * MINUTE, kind: 'edit', text: 'too long ago' },
  { id: 2, at: now - 8 * MINUTE, kind: 'edit', text: 'an edit' },
  { id: 3, at: now - 6 * MINUTE, kind: 'rejected', text: 'a rejection' },
  { id: 4, at: now - 4 * MINUTE, kind: 'restart', text: 'a restart' },
  { id: 5, at: now - 2 * MINUTE, kind: 'ejection', text: 'an ejection' },
];
const file = `/home/someone/${LONG}/${LONG}/authorization.yaml:13`;
const answers = {
  '/api/changes': {},
  '/api/explain': {
    explanation: { hops: [] },
    text: [
      { text: '1. The gateway receives GET shop.example.com', isFailure: false },
      { text: `      Allowed by rule 1 of AuthorizationPolicy (${file}).`, isFailure: false },
    ],
  },
  '/api/proxies': { proxies: [{ pod: `shop/${LONG}-${VERSION}-0`, workload: `shop/${LONG}-${VERSION}` }] },
  [`/api/proxies/shop/${LONG}-${VERSION}-0`]: { pod: '', parts: [] },
  '/api/split': { services: [LONG], weights: {} },
};

describe.skipIf(!executablePath && !process.env.CI)(
  "the console's page with long names, old links and the keyboard (skipped without Chromium)",
  () => {
    let server: PageOfMesh;
    let browser: Browser;
    let page: Page;
    beforeAll(async () => {
      server = await servePageOfMesh(mesh, new Map([[CALL, { count: 20, failed: 10 }]]), {
        ...{ timeline, answers },
      });
      browser = await chromium.launch({
        ...(executablePath && { executablePath }),
        args: ['--no-sandbox', '--disable-gpu'],
      });
      page = await browser.newPage({ reducedMotion: 'reduce' });
    });
    afterAll(async () => {
      await browser?.close();
      await server?.close();
    });
    beforeEach(() => page.setViewportSize({ width: 1280, height: 800 }));

    const goto = async (path: string) => {
      await page.goto(`${server.address}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
    };
    const focused = () =>
      page.evaluate<string>(
        "document.activeElement.getAttribute('data-spot') ?? document.activeElement.textContent",
      );
    const EXPLAIN = '/explain?url=http%3A%2F%2Fshop.example.com%2F';

    it.each([
      ['/mesh', '.node-card'],
      [`/mesh?show=shop/${LONG}`, '.details'],
      ['/split', '.tier td'],
      ['/configuration/changes', '.chart'],
      ['/configuration/proxies', 'option'],
      [EXPLAIN, '.explain-steps p'],
    ])('%s is not wider than a phone', async (path, shown) => {
      await page.setViewportSize({ width: 360, height: 740 });
      await goto(path);
      await page.locator(shown).first().waitFor({ state: 'attached' });
      const widths = await page.evaluate<number[]>(
        "[document.documentElement.scrollWidth, ...[...document.querySelectorAll('main > *, label, select')].map((one) => Math.ceil(one.getBoundingClientRect().right))]",
      );
      expect(Math.max(...widths)).toBeLessThanOrEqual(360);
    });

    it('keeps what a service card says inside of the card', async () => {
      await goto('/mesh');
      const card = page.locator(`.node-card[data-spot="shop/${LONG}"]`);
      await card.waitFor();
      const [bottom = 0, ...texts] = await card.evaluate((element) =>
        [element, ...element.querySelectorAll('small, .version-name')].map(
          (one) => one.getBoundingClientRect().bottom,
        ),
      );
      expect(Math.max(...texts)).toBeLessThanOrEqual(bottom);
      expect(await card.locator('.version-text').first().getAttribute('title')).toBe(VERSION);
    });

    it('marks edits, rejections, restarts and ejections over the traffic, each at its time', async () => {
      await goto('/configuration/changes');
      const marks = page.locator('.chart .mark-line');
      await expect.poll(() => marks.count()).toBe(4);
      const box = await page.locator('.chart svg').boundingBox();
      for (const { at, kind } of timeline.slice(1)) {
        const mark = await page.locator(`.chart .mark-line[data-kind="${kind}"]`).boundingBox();
        const ago = 10 * MINUTE * (1 - ((mark?.x ?? 0) - (box?.x ?? 0)) / (box?.width ?? 1));
        const passed = Date.now() - at;
        expect([kind, Math.abs(ago - passed) < 5_000]).toEqual([kind, true]);
      }
      // The bar of the traffic is where the time of the traffic is, half of it hatched.
      const bar = (state: string) => page.locator(`.chart rect[data-state="${state}"]`).boundingBox();
      const [all, failed] = [await bar('all'), await bar('failed')];
      expect((all?.x ?? 0) - (box?.x ?? 0)).toBeGreaterThan((box?.width ?? 0) * 0.95);
      expect((failed?.height ?? 0) / (all?.height ?? 1)).toBeCloseTo(0.5, 1);
      const listed = await page
        .locator('.timeline li')
        .evaluateAll((all) => all.map((one) => one.getAttribute('data-kind')));
      expect(listed).toEqual(timeline.map(({ kind }) => kind).toReversed());
    });

    it('explains by the keyboard: the button keeps the focus, and says which header is none', async () => {
      await goto('/explain');
      await page.getByRole('textbox', { name: 'URL', exact: true }).fill('http://shop.example.com/');
      const button = page.getByRole('button', { name: 'Explain' });
      const headers = page.getByLabel('Headers, one per line');
      await headers.fill('no header\nnor this');
      await button.focus();
      await page.keyboard.press('Enter');
      await page.getByText('Lines 1, 2 of the headers are not NAME: VALUE.').waitFor();
      expect(await focused()).toBe('Explain');
      expect(new URL(page.url()).search).toBe('');
      expect(await axeViolations(page)).toEqual([]);
      await headers.fill('x-user: alice');
      await button.focus();
      await page.keyboard.press('Enter');
      await page.locator('.explain-steps p').first().waitFor();
      expect(await focused()).toBe('Explain');
      await page.goBack();
      await expect.poll(() => headers.inputValue()).toBe('');
    });

    it('shows what a link says, also where there is no such thing', async () => {
      await goto(`${EXPLAIN}&method=BREW&from=shop%2Fgone`);
      expect(await page.getByLabel('Method').inputValue()).toBe('BREW');
      expect(await page.getByLabel('Sent by').inputValue()).toBe('shop/gone');
      await goto('/split?path=%2Fx&method=BREW');
      expect(await page.getByLabel('Method').inputValue()).toBe('BREW');
      await goto('/configuration/proxies/shop/gone');
      await page.locator('option').first().waitFor({ state: 'attached' });
      expect(await page.getByLabel('Pod').inputValue()).toBe('shop/gone');
      await goto('/configuration/nothing');
      expect(await page.locator('.parts [aria-current="page"]').textContent()).toBe('Findings');
      await goto('/mesh?show=shop%2Fgone');
      await page.getByText('The mesh has no service and no call shop/gone.').waitFor();
    });

    it('closes details by the keyboard, and goes back to what they were about', async () => {
      await goto(`/mesh?show=shop/${LONG}`);
      await page.getByRole('link', { name: 'Close' }).focus();
      await page.keyboard.press('Enter');
      await page.locator('.details').waitFor({ state: 'detached' });
      await expect.poll(focused).toBe(`shop/${LONG}`);
    });

    it('shows all requests again by the keyboard, and goes on at the first field', async () => {
      await goto('/requests?status=failed');
      await page.getByText('There is no request yet. Send one.').waitFor();
      await page.getByRole('button', { name: 'Show all' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Show all' }).waitFor({ state: 'detached' });
      expect(await page.evaluate('document.activeElement.placeholder')).toBe('/api/classify');
      expect(new URL(page.url()).search).toBe('');
    });

    it('sends to / where the mesh is not the one of the project', async () => {
      await goto('/mesh');
      await page.getByRole('link', { name: 'Send requests' }).click();
      const asked = page.waitForRequest(`${server.address}/api/requests`);
      await page.getByRole('button', { name: '1 request', exact: true }).click();
      expect((await asked).postDataJSON()).toEqual({ kind: 'own', requests: 1, path: '/' });
    });

    it('says how to go on when the lab has gone, which may be at another address now', async () => {
      await goto('/mesh');
      await page.locator('.node-card').first().waitFor();
      await server.close();
      const told = page.getByRole('alert');
      await told.waitFor();
      expect(await told.textContent()).toContain('Start it with ./lab up.');
      expect(await told.textContent()).toContain('open the address that ./lab console prints');
    });
  },
);
