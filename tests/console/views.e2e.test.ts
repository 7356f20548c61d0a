import type { Diagnosis } from '@lab/evidence';
import type { CallReport } from '@lab/mesh-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ConsolePage, isSkipped, openConsole } from '../support/console/console-page.ts';
import { startTestLab, type TestLab } from '../support/lab/test-lab.ts';

const routing = 'base/backend/routing.yaml';

describe.skipIf(isSkipped)("views of the console's page (skipped without Chromium)", () => {
  let lab: TestLab;
  let opened: ConsolePage;
  let original: string;
  beforeAll(async () => {
    lab = await startTestLab();
    original = lab.manifests.read(routing);
    opened = await openConsole(lab);
  });
  afterAll(async () => {
    await opened?.close();
    await lab?.close();
  });
  afterEach(() => {
    lab?.manifests.write(routing, original);
    expect(opened.complaints).toEqual([]);
  });

  const call = (count: number) => lab.run('call', '-n', String(count));
  /** The line, counted from 1, of a text in the file. */
  const lineOf = (text: string) =>
    lab.manifests
      .read(routing)
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1;

  it('a broken subset is a finding at its line, and its requests fail with 503 NC and the cause', async () => {
    const { page, goto } = opened;
    lab.manifests.replace(routing, 'subset: stable', 'subset: gone');
    const line = lineOf('subset: gone');
    await goto('/configuration');
    const finding = page.locator('[data-code="IST0101"]').first();
    await finding.waitFor();
    expect(await finding.locator('.place').textContent()).toMatch(new RegExp(`routing\\.yaml:${line}$`));
    expect(await finding.locator('[data-meant]').textContent()).toContain('subset: gone');

    await call(20);
    await goto('/requests?status=failed');
    const row = page.locator('tr[data-failed="true"]').first();
    await row.waitFor();
    expect(await row.locator('.failed-call').textContent()).toContain('503 NC at frontend → backend');
    const code = row.locator('td code');
    await code.waitFor();
    await row.getByRole('link', { name: /POST/ }).click();
    const cause = page.locator('[data-cause]').first();
    await cause.waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const told = await lab.json<Diagnosis>('why', id);
    expect(await cause.getAttribute('data-cause')).toBe(told.causes[0]?.code);
    expect(await cause.textContent()).toContain(`routing.yaml:${line}`);
  });

  it('shows the spans of a request as a tree grid that arrow keys go over', async () => {
    const { page, goto } = opened;
    await call(1);
    await goto('/requests?status=2xx');
    await page.getByRole('link', { name: /POST/ }).first().click();
    const rows = page.locator('[role="treegrid"] tbody tr');
    await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(10);
    await expect.poll(() => page.locator('[data-source="app"]').count()).toBeGreaterThan(0);
    const all = await rows.count();
    await rows.first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await rows.nth(1).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('ArrowLeft');
    expect(await rows.count()).toBeLessThan(all);
    expect(await rows.nth(1).getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('ArrowRight');
    expect(await rows.count()).toBe(all);
  });

  it('sends fifty requests from Split, and reports each tier as ./lab call does', async () => {
    const { page, goto } = opened;
    await goto('/split');
    await page.getByRole('button', { name: '50 requests' }).click();
    await page.locator('[data-load="done"]').waitFor();
    const { tiers } = await lab.json<CallReport>('call', '-n', '1');
    for (const service of ['frontend', 'backend', 'ml']) {
      const lines = page.locator(`[data-report^="${service} "]`);
      const counts = await lines.locator('td:nth-child(3)').allTextContents();
      expect([service, counts.reduce((sum, count) => sum + Number(count), 0)]).toEqual([service, 50]);
      for (const { version, weight = 0 } of tiers.filter((one) => one.service === service)) {
        const shown = page.locator(
          `[data-tier="${service}"] [data-version="${version}"] [data-figure="weight"]`,
        );
        expect(await shown.textContent()).toBe(`${Number((weight * 100).toFixed(1))}%`);
      }
    }
  });

  it('explains a request in the words of ./lab explain --verbose', async () => {
    const url = 'http://frontend.localhost/healthz';
    await opened.goto(`/explain?url=${encodeURIComponent(url)}`);
    const steps = opened.page.locator('.explain-steps p');
    await steps.first().waitFor();
    const shown = (await steps.allTextContents()).map((text) => text.trim()).filter(Boolean);
    const { stdout } = await lab.run('explain', url, '--method', 'GET', '--verbose');
    const printed = stdout
      .split('\n')
      .map((text) => text.trim())
      .filter(Boolean);
    expect(shown).toEqual(printed);
  });

  it('shows the Envoy configuration of a proxy, each part with the resource that it comes from', async () => {
    const { page, goto } = opened;
    await goto('/configuration/proxies/frontend/frontend-stable-0?search=backend-vs');
    const part = page.locator('[data-part]').first();
    await part.locator('summary').click();
    await part.getByRole('link', { name: 'VirtualService backend/backend-vs' }).click();
    await page.locator('details[open]').waitFor();
    expect(await page.locator('details[open] .place').first().textContent()).toMatch(/routing\.yaml:\d+$/);
  });
});
