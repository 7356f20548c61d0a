/** What the page tells of one request, of two beside each other, and of what happened to the mesh. */
import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MeshDiff } from '@lab/istio';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ChangesAnswer, TraceAnswer } from '../../packages/console/src/protocol.ts';
import { type ConsoleClient, openConsole as openClient } from '../support/console/console-client.ts';
import { axeViolations, type ConsolePage, isSkipped, openConsole } from '../support/console/console-page.ts';
import { startTestLab, type TestLab } from '../support/lab/test-lab.ts';

const ROUTING = 'base/backend/routing.yaml';
const LIMITS = 'components/circuit-breaking/backend-dr.yaml';
const BACKEND = 'frontend/frontend>backend/backend';
const ML = 'backend/backend>ml/ml';

describe.skipIf(isSkipped)('details in the page of the console (skipped without Chromium)', () => {
  let lab: TestLab;
  let opened: ConsolePage;
  /** What the page asks, asked without it. */
  let asked: ConsoleClient;
  beforeAll(async () => {
    lab = await startTestLab();
    opened = await openConsole(lab);
    asked = await openClient((await lab.run('console')).stdout.trim());
  });
  afterAll(async () => {
    await opened?.close();
    await lab?.close();
  });
  afterEach(() => expect(opened.complaints).toEqual([]));

  const texts = (selector: string) => opened.page.locator(selector).allTextContents();
  const requestRows = () => opened.page.locator('table.requests tbody tr');
  const spans = () => opened.page.locator('[role="treegrid"] tbody tr');
  /** Sends one request, and gives the id of its trace once the page has its row. */
  async function sendOne(...options: string[]): Promise<string> {
    const { lastTraceId } = await lab.json<{ lastTraceId: string }>('call', '-n', '1', ...options);
    await opened.goto('/requests');
    await opened.page.locator(`a[href$="/requests/${lastTraceId}"]`).waitFor();
    return lastTraceId;
  }
  /** Opens a request whose spans have all come in. */
  async function show(id: string): Promise<void> {
    await opened.goto(`/requests/${id}`);
    await expect.poll(() => spans().locator('xpath=self::tr[@data-source="app"]').count()).toBeGreaterThan(3);
  }

  it('shows the headers that steered a request, and the lines of the routes that it took', async () => {
    const { page } = opened;
    await show(await sendOne('--canary'));
    const server = page.locator('tr[data-source="app"]', { hasText: 'x-canary: true' });
    expect(await server.count()).toBe(3);
    await server.last().click();
    const attributes = page.getByRole('region', { name: 'Attributes of the span' });
    const shown = await attributes.locator('dl > div').allTextContents();
    const headers = shown.filter((text) => text.startsWith('http.request.header.'));
    expect(headers).toContain('http.request.header.x-canarytrue');
    expect(headers.join()).toMatch(/header\.traceparent00-[0-9a-f]{32}-/);
    expect(headers.join()).toMatch(/header\.x-b3-traceid[0-9a-f]{32}/);

    const route = page.locator(`[data-route="${BACKEND}"]`);
    await route.locator('.place').waitFor();
    const line = lab.manifests
      .read(ROUTING)
      .split('\n')
      .findIndex((text) => text.includes('name: canary-by-header'));
    expect(await route.locator('h3').textContent()).toBe('frontend → backend: canary-by-header');
    expect(await route.locator('.place').textContent()).toMatch(new RegExp(`routing\\.yaml:${line + 1}$`));
    expect(await route.locator('[data-meant]').textContent()).toContain('name: canary-by-header');
    expect(await page.locator('[data-route]').count()).toBe(3);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('has the log lines of the proxies and the applications, found by the trace', async () => {
    const { page } = opened;
    await show(await sendOne());
    const lines = page.getByRole('region', { name: 'Log lines of the request' }).locator('tbody tr');
    const parts = async () =>
      lines.evaluateAll((rows) =>
        rows.map((row) => `${row.children[1]?.textContent?.split('/')[0]} ${row.children[2]?.textContent}`),
      );
    for (const part of ['frontend access', 'frontend app', 'backend access', 'backend app', 'ml app'])
      await expect.poll(parts).toContain(part);
    await expect.poll(parts).toContain('istio-system access');
  });

  it('puts two requests side by side, and marks where they part', async () => {
    const { page } = opened;
    const [one, other] = [await sendOne('--canary'), await sendOne()];
    const row = (id: string) => requestRows().filter({ has: page.locator(`a[href$="/requests/${id}"]`) });
    await row(one)
      .getByRole('button', { name: /^Choose/ })
      .click();
    await row(one).getByRole('button', { name: 'Chosen' }).waitFor();
    await row(other)
      .getByRole('link', { name: /^Compare with the chosen/ })
      .click();
    await page.getByRole('heading', { name: 'Two requests' }).waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(`/requests/${one}?with=${other}`);
    await page.locator('.comparison tbody tr').first().waitFor();
    expect((await texts('.comparison tbody tr td:nth-child(2)')).join()).toMatch(/canary/);
    expect((await texts('.comparison tbody td:last-child')).join()).toMatch(/[+−]\d/);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('marks orphans, and spans that begin before their caller', async () => {
    const { page, goto } = opened;
    const id = await sendOne();
    await show(id);
    // The clocks of one machine agree: what the page is told is changed on its way.
    const { roots, orphans, ...rest } = await asked.get<TraceAnswer>(`/api/traces/${id}`);
    const [root, ...others] = roots;
    if (!root) throw new Error('the trace has no span');
    const early = root.children.map(({ span, children }) => ({
      span: { ...span, startMicros: root.span.startMicros - 7_000 },
      children,
    }));
    const json = {
      ...{ ...rest, roots: [{ ...root, children: early }, ...others] },
      orphans: [...orphans, root.span.spanId],
    };
    await page.route('**/api/traces/*', (route) => route.fulfill({ json }));
    try {
      await goto(`/requests/${id}`);
      await spans().first().waitFor();
      expect(await spans().first().textContent()).toContain('orphan: nobody reported its parent');
      expect(await spans().nth(1).textContent()).toContain('clock skew: it begins 7 ms before its caller');
    } finally {
      await page.unroute('**/api/traces/*');
    }
  });

  it('finds requests by status, version, path, cause and duration', async () => {
    const { page, goto } = opened;
    await sendOne('--canary');
    const denied = 'http://backend-service.backend:8080/denied';
    await lab.run('call', denied, '--from', 'ml-stable');
    await goto('/requests');
    await requestRows().filter({ hasText: '/denied' }).first().waitFor();
    await requestRows().filter({ hasText: 'NO_ALLOW_RULE' }).first().waitFor();
    const all = await requestRows().count();
    const found = async (label: string, choice: string) => {
      const field = page.getByRole('search').getByLabel(label);
      const isChoice = (await field.evaluate((element) => element.tagName)) === 'SELECT';
      await (isChoice ? field.selectOption(choice) : field.fill(choice));
      const rows = await requestRows().allTextContents();
      const mark = page.getByRole('img', { name: choice, exact: true });
      const marked = await requestRows().filter({ has: mark }).count();
      const address = new URL(page.url()).search;
      await page.getByRole('button', { name: 'Show all' }).click();
      expect(await requestRows().count()).toBe(all);
      return { rows, marked, address };
    };
    for (const [label, choice, address] of [
      ['Status', '4xx', '?status=4xx'],
      ['Cause', 'NO_ALLOW_RULE', '?cause=NO_ALLOW_RULE'],
      ['Path or ID', '/denied', '?text=%2Fdenied'],
    ] as const) {
      const shown = await found(label, choice);
      expect([label, shown.address]).toEqual([label, address]);
      expect([label, shown.rows.length]).toEqual([label, 1]);
      expect(shown.rows[0]).toContain('/denied');
    }
    const canary = await found('Version', 'canary');
    expect(canary.rows.length).toBeGreaterThan(0);
    expect(canary.marked).toBe(canary.rows.length);
    expect((await found('At least', '3600000')).rows).toEqual([]);
  });

  it('restarts a workload: new pods, and the time line has them', async () => {
    const { page, goto } = opened;
    const generation = async () =>
      (await lab.pods()).find(({ workload, draining }) => workload === 'ml-canary' && !draining)?.generation;
    const before = (await generation()) ?? 0;
    await goto('/mesh?show=ml%2Fml');
    const button = page.getByRole('button', { name: 'Restart ml/ml-canary' });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByText('All pods are new.').waitFor();
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Restart ml/ml-canary');
    expect(await generation()).toBe(before + 1);
    await goto('/configuration/changes');
    const entry = page.locator('.timeline li[data-kind="restart"]', {
      hasText: 'ml/ml-canary-0 is replaced by a new pod',
    });
    await entry.waitFor();
    expect((await entry.locator('b').textContent())?.trim()).toBe('Restart');
  });

  it('says of the last edit what ./lab diff says, and marks it on the chart of the traffic', async () => {
    const { page, goto } = opened;
    const { manifests } = lab;
    const before = join(dirname(manifests.folder), 'before');
    cpSync(manifests.folder, before, { recursive: true });
    await goto('/configuration/changes');
    await lab.run('call', '-n', '5');
    const chart = page.locator('figure.chart');
    await chart.locator('rect[data-state="all"]').first().waitFor();
    const marks = () => chart.locator('path.mark-line[data-kind="edit"]').count();
    const marked = await marks();
    manifests.replace(ROUTING, 'weight: 80', 'weight: 55');
    manifests.replace(ROUTING, 'weight: 20\n', 'weight: 45\n');
    const change = page.locator('.changes li', { hasText: '45' }).first();
    await change.waitFor();
    await expect.poll(marks).toBeGreaterThan(marked);

    const overlays = [before, manifests.folder].map((folder) => join(folder, 'overlays/local'));
    const told = await lab.json<MeshDiff>('diff', ...overlays);
    const { last } = await asked.get<ChangesAnswer>('/api/changes');
    // Only the folder of the side before is another one.
    const own = (value: unknown) => JSON.stringify(value).replaceAll(`${before}/`, `${manifests.folder}/`);
    expect(told.changes.length).toBeGreaterThan(0);
    expect(own(last?.diff.changes)).toEqual(own(told.changes));
    expect(last?.diff.asked).toBe(told.asked);
    const shown = await page.locator('.changes li').allTextContents();
    expect(shown).toHaveLength(told.changes.length);
    for (const [index, { effect, what, before: was, after: is }] of told.changes.entries())
      for (const word of [effect, what, was, is]) expect(shown[index]).toContain(word);

    manifests.replace(ROUTING, 'kind: VirtualService', 'kind: VirtualService\nnosuch: [');
    // A vertical line has no width, so that it is never "visible".
    await chart.locator('path.mark-line[data-kind="rejected"]').first().waitFor({ state: 'attached' });
    await page.locator('.timeline li[data-kind="rejected"]').first().waitFor();
    manifests.replace(ROUTING, '\nnosuch: [', '');
    expect(await axeViolations(page)).toEqual([]);
  });

  it('sends requests with a path, a method and headers of a person, and the bars fall', async () => {
    const { page, goto } = opened;
    await goto('/split');
    const chance = () => page.locator('[data-tier="backend"] td:last-child').allTextContents();
    await page.getByRole('button', { name: '50 requests' }).click();
    await expect.poll(chance).toEqual([expect.stringMatching(/^\d+ to \d+/), expect.stringMatching(/to/)]);
    await page.getByLabel('Path').fill('/nosuch');
    await page.getByLabel('Method').selectOption('PUT');
    await page.getByLabel('Headers, one per line').fill('x-user: anna');
    // The page writes its address and what is done when it has drawn.
    await expect.poll(() => new URL(page.url()).searchParams.get('headers')).toBe('x-user: anna');
    await page.getByLabel('x-canary: true').check();
    // Other requests than these were counted.
    await expect.poll(chance).toEqual(['– ', '– ']);
    await page.locator('[data-load="done"]').waitFor();
    await page.getByRole('button', { name: '1 request', exact: true }).click();
    await page.locator('[data-load="done"]').waitFor();
    await expect
      .poll(() => page.locator('[data-load] li').allTextContents())
      .toEqual([expect.stringMatching(/^1 × 404 from frontend-canary-0/)]);
    await page.locator('[data-tier="frontend"] .strip span').first().waitFor();
    await page.getByLabel('Headers, one per line').fill('not a header');
    await page.getByText('Line 1 of the headers is not NAME: VALUE.').waitFor();
    const send = page.getByRole('button', { name: '50 requests' });
    await expect.poll(() => send.getAttribute('aria-disabled')).toBe('true');
    await goto('/requests?text=%2Fnosuch');
    expect(await requestRows().first().textContent()).toContain('PUT /nosuch');
  });

  it('draws what it explains on the mesh', async () => {
    const { page, goto } = opened;
    const marked = () =>
      page
        .locator('.graph path[data-edge]')
        .evaluateAll((lines) =>
          lines.map((line) => [line.getAttribute('data-edge'), line.getAttribute('data-state')]),
        );
    await goto(
      `/explain?url=${encodeURIComponent('http://ml-service.ml:5000/predict')}&from=backend%2Fbackend-stable`,
    );
    await page.locator('.explain-steps p').first().waitFor();
    expect(Object.fromEntries(await marked())).toMatchObject({ [ML]: 'active', [BACKEND]: 'seen' });
  });

  it('marks a call whose circuit is open, as long as requests are refused for it', async () => {
    const { page, goto } = opened;
    await goto('/mesh');
    const badge = page.locator(`[data-spot="${BACKEND}"] .badge`, { hasText: 'circuit open' });
    await page.locator(`[data-spot="${BACKEND}"]`).waitFor();
    expect(await badge.count()).toBe(0);
    lab.manifests.replace(LIMITS, 'maxConnections: 100', 'maxConnections: 1');
    lab.manifests.replace(LIMITS, 'http1MaxPendingRequests: 50', 'http1MaxPendingRequests: 1');
    await expect
      .poll(async () => {
        await lab.run('call', '-n', '60', '-c', '30');
        return badge.count();
      })
      .toBe(1);
    expect(await badge.getAttribute('title')).toMatch(/^refuses calls: \d+ just now$/);
  });

  it('has at each call what its proxies do: retries, timeouts, faults and mirrors, and who is who', async () => {
    const { page, goto } = opened;
    await goto('/mesh');
    const row = (edge: string) => page.locator(`tr[data-edge="${edge}"]`);
    const badges = (edge: string) =>
      page
        .locator(`[data-spot="${edge}"] .badge`)
        .evaluateAll((all) => all.map((one) => one.textContent?.trim()));
    await expect.poll(() => badges(BACKEND)).toContain('limits');
    expect(await row(BACKEND).locator('[data-figure="identities"]').textContent()).toContain(
      'frontend/frontend → backend/backend',
    );
    const { code, stderr } = await lab.run('up', '--with', 'retries-timeouts,fault-injection,mirroring');
    expect(code, stderr).toBe(0);
    for (const badge of ['retries', 'timeout', 'fault', 'mirror'])
      await expect.poll(async () => [...(await badges(ML)), ...(await badges(BACKEND))]).toContain(badge);
    for (const edge of [ML, BACKEND]) {
      const told = await row(edge).locator('[data-figure="badges"]').textContent();
      const titles = await page
        .locator(`[data-spot="${edge}"] .badge`)
        .evaluateAll((all) => all.map((one) => one.getAttribute('title') ?? ''));
      for (const title of titles) expect(told).toContain(title);
    }
    expect(await axeViolations(page)).toEqual([]);
  });
});
