/** Lessons in the console of a cluster: what the page tells while an incident is open there, by the real kubectl and in a real Chromium. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChangesAnswer, ResourcesAnswer } from '../../packages/console/src/protocol.ts';
import { type ApiServer, startApiServer } from '../support/cluster/api-server.ts';
import { clusterObjects } from '../support/cluster/cluster-objects.ts';
import { findKubectl } from '../support/cluster/find-kubectl.ts';
import { makeForwardingKubectl } from '../support/cluster/forwarding-kubectl.ts';
import { type KubeHome, makeKubeHome } from '../support/cluster/kubeconfig.ts';
import { type ConsoleClient, type ConsoleStream, openConsole } from '../support/console/console-client.ts';
import { type ConsolePage, isSkipped, openConsoleAt } from '../support/console/console-page.ts';
import type { KubeObject } from '../support/documents.ts';
import { temporaryCommandLine } from '../support/lab/command-line.ts';
import type { Running } from '../support/lab/run-command.ts';

const kubectl = findKubectl();
/** The incident's VirtualService, which its start breaks. */
const BROKEN = 'VirtualService frontend/frontend-vs';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** A command of its own has to start, and the console reads resources every ten seconds. */
const eventually = { timeout: 90_000, interval: 200 };

describe.skipIf(isSkipped || !kubectl)(
  'lessons in the console of a cluster (skipped without kubectl or Chromium)',
  { timeout: 300_000 },
  () => {
    let api: ApiServer;
    let istiod: Server;
    let home: KubeHome;
    let workbench: string;
    let lab: ReturnType<typeof temporaryCommandLine>;
    let running: Running;
    let client: ConsoleClient;
    let told: ConsoleStream;
    let opened: ConsolePage;

    beforeAll(async () => {
      const objects = (await clusterObjects('kind-observability')).map(asApplied);
      api = await startApiServer([...objects, istiodService]);
      home = makeKubeHome({ test: api.url });
      istiod = createServer(({ url }, response) =>
        response.end(JSON.stringify(url === '/debug/configz' ? api.objects : [])),
      );
      await new Promise<void>((resolve) => istiod.listen(0, '127.0.0.1', resolve));
      const { port } = istiod.address() as AddressInfo;
      const tool = makeForwardingKubectl(home.dir, kubectl as string, { istiod: port });
      workbench = mkdtempSync(join(tmpdir(), 'lab-workbench-'));
      lab = temporaryCommandLine({ ...home.env, KUBECTL_BIN: tool.program, LAB_WORKBENCH: workbench });
      running = lab.start('console', '--on', 'test');
      await vi.waitFor(() => expect(address()).toBeDefined(), eventually);
      client = await openConsole(address() as string);
      opened = await openConsoleAt(address() as string);
      told = client.events();
      await vi.waitFor(() => expect(told.names).toContain('lesson'), eventually);
    });
    beforeEach(() => {
      api.refusal = undefined;
    });
    afterAll(async () => {
      told?.close();
      await opened?.close();
      if (running) {
        process.kill(-running.pid, 'SIGINT');
        await running.ended;
      }
      lab?.remove();
      istiod?.close();
      await api?.close();
      home?.remove();
      if (workbench) rmSync(workbench, { recursive: true, force: true });
    });

    const address = () => /^http:\/\/console\.localhost:\S+$/m.exec(running.output())?.[0];
    const changesTold = () =>
      told.all('timeline').flatMap((entries) => entries.filter(({ kind }) => kind === 'edit'));
    const yamlOf = async (name: string) =>
      (await client.get<ResourcesAnswer>('/api/resources')).resources.find(({ id }) => id === name)?.yaml;

    it('says nothing of the cause of an incident that is open in the cluster', async () => {
      await client.post('/api/lesson/start', { name: '12-beta-users' });
      await expect.poll(() => changesTold().length, eventually).toBeGreaterThan(0);
      await opened.goto('/configuration/changes');
      await opened.page
        .getByText('the names are muted while the incident 12-beta-users is open')
        .first()
        .waitFor();
      expect(await opened.page.locator('[data-kind="muted"]').textContent()).toContain(
        '12-beta-users is open',
      );
      expect(told.text).not.toContain(BROKEN);
      const url = encodeURIComponent('http://frontend.localhost/');
      for (const path of ['/api/changes', '/api/why', `/api/explain?url=${url}`]) {
        const { status, text } = await client.send('GET', path);
        expect({ path, status, text }).toEqual({
          path,
          status: 409,
          text: expect.stringContaining('INCIDENT_OPEN'),
        });
      }
      expect(await client.get('/api/findings')).toMatchObject({ findings: [], muted: '12-beta-users' });
      // What puts the cluster back is called as its button is.
      await opened.goto('/learn');
      const button = await opened.page.getByRole('button', { name: /^Restore/ }).textContent();
      const lessons = opened.page.locator('[data-lack="lessons"]');
      expect(await lessons.textContent()).toContain(`"${button?.trim()}", or ./lab learn reset --on test`);
      // Nothing tells the resource that the incident has written from those that it has not.
      const yaml = await yamlOf(BROKEN);
      expect(yaml).toContain('name: beta');
      for (const mark of ['istio-the-hard-way/lesson', LAST_APPLIED, 'resourceVersion'])
        expect(yaml).not.toContain(mark);
      expect(await yamlOf('VirtualService backend/backend-vs')).not.toContain(LAST_APPLIED);
    });

    it('says nothing of it either when the cluster is as it was, until the cause is named', async () => {
      const before = changesTold().length;
      await client.post('/api/lesson/reset');
      expect(await client.get('/api/findings')).not.toHaveProperty('muted');
      await expect.poll(() => changesTold().length, eventually).toBeGreaterThan(before);
      expect(told.text).not.toContain(BROKEN);
      expect(await client.get<ChangesAnswer>('/api/changes')).toEqual({ muted: '12-beta-users' });
      await lab.run('learn', 'answer', '--give-up');
      const { last } = await client.get<ChangesAnswer>('/api/changes');
      expect(last?.files).toContain(BROKEN);
    });
  },
);

/** As the API server has what `kubectl apply` has written: with a note of what that was. */
function asApplied(object: KubeObject): KubeObject {
  const { annotations } = object.metadata as { readonly annotations?: object };
  const noted = { ...annotations, [LAST_APPLIED]: JSON.stringify(object) };
  return { ...object, metadata: { ...object.metadata, annotations: noted } };
}

const istiodService: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'istiod', namespace: 'istio-system', labels: { app: 'istiod' } },
  spec: { selector: { istio: 'ingressgateway' }, ports: [{ name: 'http-monitoring', port: 15014 }] },
};
