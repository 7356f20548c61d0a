import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../apps/frontend/e2e/find-chromium.ts';
import { manyServices } from '../../packages/console/testdata/many-services.ts';
import { axeViolations } from '../support/console/console-page.ts';
import { type PageOfMesh, servePageOfMesh } from '../support/console/page-of-mesh.ts';

const executablePath = findChromium(process.env);
const mesh = manyServices(60, 1);
/** Some calls fail, and some edges are never called. */
const calls = new Map(
  mesh.edges.flatMap(({ id }, index) =>
    index % 4 === 0 ? [] : [[id, { count: 20 + index, failed: index % 9 === 0 ? 10 : 0 }] as const],
  ),
);

interface Box {
  readonly id: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

describe.skipIf(!executablePath && !process.env.CI)(
  "the console's page of sixty services (skipped without Chromium: install it or set CHROMIUM_BIN)",
  () => {
    let server: PageOfMesh;
    let browser: Browser;
    let page: Page;
    beforeAll(async () => {
      server = await servePageOfMesh(mesh, calls);
      browser = await chromium.launch({
        ...(executablePath && { executablePath }),
        args: ['--no-sandbox', '--disable-gpu'],
      });
      page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
      await page.goto(`${server.address}/mesh`);
      await page.locator('.graph[data-dense="true"]').waitFor();
    });
    afterAll(async () => {
      await browser?.close();
      await server?.close();
    });

    const boxes = (selector: string) =>
      page.locator(selector).evaluateAll((elements) =>
        elements.map((element): Box => {
          const { left, right, top, bottom } = element.getBoundingClientRect();
          return { id: element.getAttribute('data-spot') ?? '', left, right, top, bottom };
        }),
      );
    const overlaps = (all: readonly Box[]) =>
      all.flatMap((one, index) =>
        all
          .slice(index + 1)
          .filter(
            (other) =>
              one.left < other.right &&
              other.left < one.right &&
              one.top < other.bottom &&
              other.top < one.bottom,
          )
          .map((other) => `${one.id} and ${other.id}`),
      );

    it('shows all of them, none on another, and what is written in a card fits', async () => {
      const cards = await boxes('.node-card');
      expect(cards).toHaveLength(60);
      expect(overlaps(cards)).toEqual([]);
      const cut = await page
        .locator('.node-card')
        .evaluateAll((all) => all.filter((card) => card.scrollHeight > card.clientHeight + 1).length);
      expect(cut).toBe(0);
    });

    it('writes of each call how many there are or fail, one beside the other', async () => {
      const labels = page.locator('.edge-label[data-seen="true"]');
      expect(await labels.count()).toBe(calls.size);
      expect(await page.locator('.edge-label > .alarm').count()).toBe(
        [...calls.values()].filter(({ failed }) => failed > 0).length,
      );
      expect(overlaps(await boxes('.edge-label[data-seen="true"]'))).toEqual([]);
    });

    it('scrolls in its own frame', async () => {
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1280);
      expect(await page.locator('.graph-frame').evaluate((frame) => frame.scrollWidth)).toBeGreaterThan(1280);
    });

    it('is walked by arrow keys, and what has the focus comes into sight', async () => {
      const focused = () => page.evaluate<string>("document.activeElement?.getAttribute('data-spot') ?? ''");
      await page.locator('[data-spot="gateway"]').focus();
      const visited: string[] = [];
      for (let step = 0; step < 24; step += 1) {
        await page.keyboard.press('ArrowRight');
        const spot = await focused();
        if (visited.at(-1) === spot) break;
        visited.push(spot);
      }
      expect(visited.length).toBeGreaterThan(8);
      const last = visited.at(-1) ?? '';
      const box = (await boxes('[data-spot]')).find(({ id }) => id === last);
      expect(box?.left).toBeGreaterThanOrEqual(0);
      expect(box?.right).toBeLessThanOrEqual(1280);
    });

    it('lets the calls of what is selected stand out', async () => {
      const [busy] = [...Map.groupBy(mesh.edges, ({ to }) => to)].toSorted(
        (a, b) => b[1].length - a[1].length,
      );
      const [id = '', callers = []] = busy ?? [];
      await page.locator(`.node-card[data-spot="${id}"]`).click();
      await page.getByRole('heading', { name: id, level: 2 }).waitFor();
      const opacities = await page.evaluate<[string, string][]>(
        "[...document.querySelectorAll('.graph path[data-edge]')].map((line) => [line.dataset.related, getComputedStyle(line).opacity])",
      );
      const strong = opacities.filter(([, opacity]) => opacity === '1');
      expect(strong.length).toBe(callers.length + mesh.edges.filter(({ from }) => from === id).length);
      expect(new Set(opacities.map(String))).toEqual(new Set(['true,1', 'false,0.2']));
    });

    it('axe finds nothing', async () => {
      expect(await axeViolations(page)).toEqual([]);
    });
  },
);
