/** Edits of the applications while the lab is up. In a copy of this checkout. */
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { PodStatus } from '@lab/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownPlace } from '../support/lab/places.ts';
import { type ForkedRepository, forkRepository } from '../support/repository/forked-repository.ts';

const GATEWAY_PORT = ownPlace.port;
const patience = { timeout: 120_000, interval: 200 };

describe('an edit of an application', { timeout: 300_000 }, () => {
  let fork: ForkedRepository;
  beforeAll(async () => {
    fork = forkRepository();
    // All requests go to stable: what it answers is what its pods run.
    const up = ['up', '--detach', '--with', 'canary-rolled-back', '--port', String(GATEWAY_PORT)];
    const { code, stdout, stderr } = await fork.lab(...up);
    expect(code, stdout + stderr).toBe(0);
  });
  afterAll(async () => {
    await fork?.lab('down');
    fork?.remove();
  });

  const log = () => readFileSync(join(fork.root, '.lab/logs/lab.log'), 'utf8');
  const edit = (path: string, from: string, to: string) => {
    const before = fork.read(path);
    expect(before).toContain(from);
    fork.write(path, before.replace(from, to));
  };
  const page = () => get('/');
  const pids = async () => {
    const { pods } = JSON.parse((await fork.lab('status', '--json')).stdout) as {
      pods: readonly PodStatus[];
    };
    return Object.fromEntries(pods.map(({ name, application }) => [name, application?.pid]));
  };

  it('is in the pods that a restart starts', async () => {
    edit('apps/frontend/app/layout.tsx', 'Waste sorter', 'Before the restart');
    const { code, stdout, stderr } = await fork.lab('restart', 'frontend-stable');
    expect(code, stdout + stderr).toBe(0);
    expect(await page()).toContain('<title>Before the restart');
  });

  it('is built and rolled out when it is saved, to the pods that it concerns and no others', async () => {
    await expect.poll(log, patience).toMatch(/live after .*layout\.tsx \(restarted frontend/);
    const before = await pids();
    edit('apps/frontend/app/layout.tsx', 'Before the restart', 'After the edit');
    await expect.poll(page, patience).toContain('<title>After the edit');
    const written = log().length;
    const names = ['frontend-canary', 'frontend-stable'];
    await expect
      .poll(() => log().slice(written - 200), patience)
      .toMatch(/restarted frontend-\w+, frontend-\w+\)/);
    const after = await pids();
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed.map((name) => name.replace(/-\d+$/, '')).sort()).toEqual(names);
  });

  it('that cannot be built is told with its lines, and the pods before go on', async () => {
    const before = await pids();
    const written = log().length;
    edit('apps/frontend/app/layout.tsx', '<html', '<htm l>< ');
    await expect.poll(() => log().slice(written), patience).toContain('BUILD_FAILED');
    expect(log().slice(written)).toMatch(/apps\/frontend\/app\/layout\.tsx/);
    expect(log().slice(written)).not.toContain('npm error');
    expect(await pids()).toEqual(before);
    const html = await page();
    expect(html).toContain('<title>After the edit');
    // Also what the page loads is still there.
    const [script = ''] = /\/_next\/static\/[^"]+\.js/.exec(html) ?? [];
    expect((await get(script)).length).toBeGreaterThan(100);

    edit('apps/frontend/app/layout.tsx', '<htm l>< ', '<html');
    await expect.poll(() => log().slice(written), patience).toMatch(/live after .*layout\.tsx/);
  });

  it('of what applications share reaches all of them; tests and build output reach none', async () => {
    const written = log().length;
    const before = await pids();
    fork.write('apps/backend/src/disposal.test.ts', '// a test\n');
    fork.write('packages/service-kit/dist/scratch.txt', 'made by a build\n');
    fork.write('apps/backend/src/4913', '');
    edit('packages/service-kit/src/serve.ts', 'import ', '// shared\nimport ');
    await expect.poll(() => log().slice(written), patience).toMatch(/live after .*\(restarted/);
    expect(
      log()
        .slice(written)
        .match(/^building/gm),
    ).toHaveLength(1);
    expect(log().slice(written)).toMatch(/live after .*: packages\/service-kit\/src\/serve\.ts \(/);
    const after = await pids();
    const same = Object.keys(after).filter((name) => after[name] === before[name]);
    expect(same).toEqual(['istio-ingressgateway-0']);
  });
});

/** A page as a browser asks for it, through the gateway. */
function get(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { host: `frontend.localhost:${GATEWAY_PORT}` };
    const outgoing = request({ host: '127.0.0.1', port: GATEWAY_PORT, path, headers, agent: false });
    outgoing.on('error', reject).on('response', (response) => resolve(text(response)));
    outgoing.end();
  });
}
