/** What the page does where a view has nothing to show, or fails: in a browser, on a mesh that is made up. */
import { buildMesh } from '@lab/istio';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningConsole, startConsole } from '../../packages/console/src/server/console.ts';
import type { ConsoleSource } from '../../packages/console/src/server/source.ts';
import { type ConsolePage, isSkipped, openConsoleAt } from '../support/console/console-page.ts';

const source = {
  ...{ root: '/', pace: { lookMs: 1_000, looksToStatus: 1 } },
  ...{ lacks: () => [], pods: async () => [], explainText: () => [] },
  hello: async () => ({ windowMs: 10_000, hosts: [] }),
  status: async () => ({ status: { findings: [], pods: [] } }),
  configuration: async () => ({ mesh: buildMesh([]), resources: [] }),
  mesh: async () => ({ traceIds: async () => [] }),
  openTraffic: () => ({
    ...{ read: async () => ({ requests: [] }), requests: () => [] },
    ...{ follow: () => {}, close: () => {} },
  }),
} as unknown as ConsoleSource;

describe.skipIf(isSkipped)("a view of the console's page that fails (skipped without Chromium)", () => {
  let running: RunningConsole;
  let opened: ConsolePage;
  beforeAll(async () => {
    running = await startConsole();
    running.show(source);
    opened = await openConsoleAt(running.entrance);
  });
  afterAll(async () => {
    await opened?.close();
    await running?.close();
  });
  afterEach(() => expect(opened.complaints).toEqual([]));

  it('says of two requests which of them has no trace', async () => {
    const { page, goto } = opened;
    await goto('/requests/aaaa?with=bbbb');
    await page.locator('main .empty').nth(1).waitFor();
    const texts = await page.locator('main .empty').allTextContents();
    expect(texts).toEqual(['aaaa', 'bbbb'].map((id) => expect.stringContaining(`${id} has no trace`)));
  });

  it('keeps the other views where the code of one does not load, and offers to reload', async () => {
    const { page, goto } = opened;
    await page.route('**/assets/explain-view-*.js', (route) => route.abort());
    await goto('/mesh');
    await page.getByRole('link', { name: 'Explain', exact: true }).click();
    const note = page.locator('main [role="alert"]');
    await note.waitFor();
    expect(await note.textContent()).toContain('This view cannot be shown');
    await page.getByRole('link', { name: 'Requests', exact: true }).click();
    await page.getByRole('heading', { name: 'Requests', exact: true }).waitFor();
    expect(await note.count()).toBe(0);
    await page.getByRole('link', { name: 'Explain', exact: true }).click();
    await note.waitFor();
    await page.unroute('**/assets/explain-view-*.js');
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('heading', { name: 'Explain', exact: true }).waitFor();
  });
});
