/** What the page shows of calls that the mesh refuses, and of a replica that outlier detection ejects. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axeViolations, type ConsolePage, isSkipped, openConsole } from '../support/console/console-page.ts';
import { startTestLab, type TestLab } from '../support/lab/test-lab.ts';

const FAULT = 'components/sick-replica/replica/fault.yaml';
const SICK = 'backend-sick-0';
const REFUSED = 'outside>backend/backend';

describe.skipIf(isSkipped)('failures in the page of the console (skipped without Chromium)', () => {
  let lab: TestLab;
  let opened: ConsolePage;
  beforeAll(async () => {
    lab = await startTestLab({
      components: ['sick-replica'],
      // Ejected for as long as the test takes, on however slow a machine.
      prepare: ({ replace }) =>
        replace(
          'components/outlier-detection/backend-dr.yaml',
          'baseEjectionTime: 30s',
          'baseEjectionTime: 300s',
        ),
    });
    opened = await openConsole(lab);
  });
  afterAll(async () => {
    await opened?.close();
    await lab?.close();
  });
  afterEach(() => expect(opened.complaints).toEqual([]));

  const ejectedDots = () => opened.page.locator('.pods svg[data-state="ejected"]').count();
  const entries = () => opened.page.locator('main').textContent();

  it('shows a plaintext caller that strict mutual TLS refuses', async () => {
    const { page, goto } = opened;
    await goto('/mesh');
    await page.locator('[data-spot]').first().waitFor();
    const row = page.locator(`tr[data-edge="${REFUSED}"]`);
    expect(await row.count()).toBe(0);
    const url = 'http://backend-service.backend:8080/healthz';
    expect((await lab.run('call', url, '--from', 'outside')).code).toBe(1);
    await row.waitFor();
    expect(await row.locator('td:last-child').textContent()).toBe('calls that were seen');
    await page.locator('.node-card[data-kind="outside"]', { hasText: 'no sidecar' }).waitFor();
    await goto(`/requests?edge=${encodeURIComponent(REFUSED)}`);
    const request = page.locator('tr[data-failed="true"]');
    await request.waitFor();
    expect(await request.count()).toBe(1);
    expect(await request.textContent()).toMatch(/no answer.*NR.*filter_chain_not_found/);
  });

  it('marks the replica that a caller ejects, says who did, and when it takes requests again', async () => {
    const { page, goto } = opened;
    await goto('/mesh');
    await page.locator('[data-spot]').first().waitFor();
    expect(await ejectedDots()).toBe(0);
    await expect
      .poll(async () => {
        await lab.run('call', '-n', '20');
        return ejectedDots();
      })
      .toBe(1);
    const card = page.locator('.node-card[data-spot="backend/backend"]');
    expect(await card.textContent()).toContain('1 ejected');
    const call = 'frontend/frontend>backend/backend';
    await page.locator(`[data-spot="${call}"] .badge`, { hasText: 'ejected' }).waitFor();
    const badges = page.locator(`tr[data-edge="${call}"] [data-figure="badges"]`);
    expect(await badges.textContent()).toContain(`has ejected ${SICK}`);
    expect(await axeViolations(page)).toEqual([]);
    await goto('/mesh?show=backend%2Fbackend');
    const pod = page.locator('.pod-list li', { hasText: SICK });
    await pod.waitFor();
    expect(await pod.textContent()).toContain('ejected by frontend/frontend-');
    expect(await page.locator('.pod-list .alarm').count()).toBe(1);
    await goto('/configuration/changes');
    await expect.poll(entries).toContain(`backend/${SICK} is ejected by the proxies of frontend/frontend-`);
    lab.manifests.replace(FAULT, 'value: "1"', 'value: "0"');
    await expect.poll(entries).toContain(`backend/${SICK} takes requests again`);
    await goto('/mesh');
    await page.locator('[data-spot]').first().waitFor();
    expect(await ejectedDots()).toBe(0);
  });

  it.each(['light', 'dark'] as const)('axe finds nothing on a failed request, %s', async (colorScheme) => {
    const own = await openConsole(lab, { colorScheme });
    try {
      const { page, goto } = own;
      await goto('/requests?status=failed');
      await page.getByRole('link', { name: /POST/ }).first().click();
      await page.locator('[data-cause]').first().waitFor();
      await page.locator('[role="treegrid"] tbody tr').first().waitFor();
      expect(await axeViolations(page)).toEqual([]);
      expect(own.complaints).toEqual([]);
    } finally {
      await own.close();
    }
  });

  it.each(['light', 'dark'] as const)(
    'axe finds nothing on resources and proxies, %s',
    async (colorScheme) => {
      const own = await openConsole(lab, { colorScheme });
      try {
        const { page, goto } = own;
        await goto('/configuration/resources?resource=VirtualService%20backend%2Fbackend-vs');
        await page.locator('details[open]').waitFor();
        expect(await axeViolations(page)).toEqual([]);
        await goto('/configuration/proxies/backend/backend-stable-0?search=ml-vs');
        await page.locator('[data-part] summary').first().click();
        await page.locator('[data-part] details[open]').first().waitFor();
        expect(await axeViolations(page)).toEqual([]);
        expect(own.complaints).toEqual([]);
      } finally {
        await own.close();
      }
    },
  );
});
