import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DesiredState } from './desired-state.ts';
import { Fleet } from './fleet.ts';
import { type FakeSidecar, rejectedCluster } from './testing/fake-processes.ts';
import { type PodFixture, podFixture, portsTo, shop } from './testing/pod-fixture.ts';
import { settle, until } from './testing/until.ts';

const SHOP = shop({ caller: 1, server: 2 });

let fixture: PodFixture;
let fleet: Fleet;
let errors: unknown[];

function newFleet(desired: DesiredState): Fleet {
  const { environment } = fixture;
  const onError = (error: unknown) => errors.push(error);
  return new Fleet({ environment, resolveProvided: () => undefined, onChange: () => {}, onError }, desired);
}

beforeEach(() => {
  fixture = podFixture();
  errors = [];
  fleet = newFleet(SHOP);
});

afterEach(async () => {
  await fleet.stop();
  expect(fleet.instances).toEqual([]);
  expect(fixture.clock.due).toEqual([]);
  expect(fixture.placed()).toEqual([]);
  expect(errors).toEqual([]);
  fixture.remove();
});

function pods(): string[] {
  return fleet.instances.map(({ id }) => id).sort();
}

/** The sidecar of a pod that was started last. */
function sidecar(pod: string): FakeSidecar {
  const newest = fixture.processes.sidecarsOf(pod).at(-1);
  if (!newest) throw new Error(`no sidecar of ${pod}`);
  return newest;
}

/** The ports of the server to which the caller's Envoy sends. */
function serverPorts(): number[] {
  return portsTo('server', sidecar('shop/caller-0').configs.at(-1));
}

/** Where the instances of the server that take requests are reached. */
function readyServerPorts(): (number | undefined)[] {
  const ready = fleet.instances.filter((instance) => instance.ready && instance.pod.workload === 'server');
  return ready.map((instance) => instance.reach(8080)?.port).sort();
}

/** Lets applications of a workload that start from now on wait until the test says that they are ready. */
function holdApplications(workload: string): void {
  fixture.processes.onApplication = (application) => {
    if (!application.name.startsWith(workload)) application.change({ ready: true });
  };
}

function readyHeldApplication(): void {
  fixture.processes.applications.at(-1)?.change({ ready: true });
}

describe('a start', () => {
  it('brings up every pod, and each sidecar sends to all that are ready', async () => {
    expect(await fleet.startMissing()).toEqual([]);
    expect(pods()).toEqual(['shop/caller-0#0', 'shop/server-0#0', 'shop/server-1#0']);
    expect(serverPorts()).toHaveLength(2);
    expect(serverPorts()).toEqual(readyServerPorts());
  });

  it('starts nothing twice', async () => {
    await fleet.startMissing();
    await fleet.startMissing();
    expect(fixture.processes.sidecars).toHaveLength(3);
  });

  it('whose application does not get ready is told, and the pod goes on', async () => {
    holdApplications('server');
    const started = fleet.startMissing();
    await until(() => fixture.processes.applications.length === 3 && fixture.clock.due.length === 2);
    expect(fixture.clock.due).toEqual([60_000, 60_000]);
    fixture.clock.advance(60_000);
    const late = await started;
    expect(late.map(({ code }) => code)).toEqual(['WORKLOAD_NOT_READY', 'WORKLOAD_NOT_READY']);
    expect(pods()).toHaveLength(3);
    expect(serverPorts()).toEqual([]);
    for (const application of fixture.processes.applications) application.change({ ready: true });
    await until(() => serverPorts().length === 2);
  });

  it('that fails at a sidecar fails with its reason, and leaves nothing of that pod', async () => {
    fixture.processes.onSidecar = ({ name }) =>
      name === 'shop/server-0' ? Promise.reject(new Error('port in use')) : undefined;
    await expect(fleet.startMissing()).rejects.toThrow('port in use');
    await until(() => serverPorts().length === 1);
    expect(pods()).toEqual(['shop/caller-0#0', 'shop/server-1#0']);
    expect(fixture.placed()).toEqual(pods());
  });

  it('that is stopped ends what is starting, and nothing starts after that', async () => {
    fixture.processes.onSidecar = () => new Promise(() => {});
    const failed = expect(fleet.startMissing()).rejects.toThrow('killed');
    await until(() => fixture.processes.sidecars.length === 3);
    await fleet.stop();
    await failed;
    expect(fixture.processes.sidecars.every(({ options }) => options.signal?.aborted)).toBe(true);
    expect(fixture.processes.applications).toEqual([]);
    await expect(fleet.startMissing()).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(fixture.processes.sidecars).toHaveLength(3);
  });

  it('that is stopped while applications are waited for is INTERRUPTED', async () => {
    holdApplications('server');
    const failed = expect(fleet.startMissing()).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await until(() => fixture.processes.applications.length === 3);
    await fleet.stop();
    await failed;
    expect(fixture.processes.applications.map((application) => application.status().phase)).toEqual(
      Array(3).fill('stopped'),
    );
  });
});

describe('readiness', () => {
  beforeEach(() => fleet.startMissing());

  it('of an application is news for every sidecar', async () => {
    const application = fixture.processes.applications.find(({ name }) => name === 'server-0');
    application?.change({ ready: false });
    await until(() => serverPorts().length === 1);
    expect(serverPorts()).toEqual(readyServerPorts());
    application?.change({ ready: true });
    await until(() => serverPorts().length === 2);
  });

  it('of an Envoy that ends, too: it comes back after its delay', async () => {
    sidecar('shop/server-0').exit('SIGSEGV');
    await until(() => serverPorts().length === 1);
    fixture.clock.advance(500);
    await until(() => serverPorts().length === 2);
    expect(fixture.processes.sidecarsOf('shop/server-0')).toHaveLength(2);
  });

  it('that changes often while an update is under way costs one more update', async () => {
    const caller = sidecar('shop/caller-0');
    const answer = Promise.withResolvers<void>();
    const before = caller.asked;
    caller.held = answer.promise;
    const [server] = fixture.processes.applications.filter(({ name }) => name === 'server-0');
    server?.change({ ready: false });
    await until(() => caller.asked === before + 1);
    for (const ready of [true, false, true, false]) server?.change({ ready });
    answer.resolve();
    await fleet.refresh();
    expect(caller.asked).toBe(before + 2);
    expect(serverPorts()).toHaveLength(1);
  });

  it('that stays what it is costs no update, whatever else changes', async () => {
    const asked = () => fixture.processes.sidecars.map((sidecar) => sidecar.asked);
    const before = asked();
    fixture.processes.applications[0]?.change({ restarts: 1 });
    await settle();
    expect(asked()).toEqual(before);
  });

  it('of which a sidecar gives no answer is told as an error', async () => {
    sidecar('shop/caller-0').held = Promise.reject(new Error('no answer'));
    fixture.processes.applications.find(({ name }) => name === 'server-0')?.change({ ready: false });
    await until(() => fixture.clock.due.length > 0);
    fixture.clock.advance(500);
    await until(() => errors.length > 0);
    expect(errors.splice(0)).toMatchObject([{ message: 'no answer' }]);
    sidecar('shop/caller-0').held = Promise.resolve();
  });
});

describe('another mesh', () => {
  const LARGER = shop({ caller: 1, server: 2, extra: 1 });
  const hasExtra = (pod: string) =>
    sidecar(pod)
      .configs.at(-1)
      ?.clusters.some(({ name }) => name.includes('extra.shop')) === true;

  beforeEach(() => fleet.startMissing());

  it('reaches every sidecar', async () => {
    expect(await fleet.adopt(LARGER)).toEqual({ adopted: true, findings: [] });
    expect(['shop/caller-0', 'shop/server-0', 'shop/server-1'].map(hasExtra)).toEqual([true, true, true]);
    expect(fleet.mesh).toBe(LARGER.mesh);
  });

  it('that has the same pods reaches each sidecar once', async () => {
    const updates = () => fixture.processes.sidecars.map(({ configs }) => configs.length);
    const before = updates();
    await fleet.adopt({ ...SHOP, mesh: shop({ caller: 1, server: 2 }).mesh });
    await fleet.startMissing();
    await fleet.retireSurplus();
    expect(updates()).toEqual(before.map((count) => count + 1));
  });

  const rejectsExtra = (pod: string, reason: string) => {
    sidecar(pod).rejects = (config) =>
      config.clusters.some(({ name }) => name.includes('extra.shop')) ? [rejectedCluster(reason)] : [];
  };

  it('of which one of them rejects a part is in force at the others, and found until it is mended', async () => {
    rejectsExtra('shop/server-1', 'no such file');
    const { adopted, findings } = await fleet.adopt(LARGER);
    expect(adopted).toBe(true);
    expect(findings).toMatchObject([
      { code: 'LAB0207', message: expect.stringMatching(/Envoy of shop\/server-1 rejects .*no such file/) },
    ]);
    expect(['shop/caller-0', 'shop/server-0', 'shop/server-1'].map(hasExtra)).toEqual([true, true, false]);
    expect(fleet.mesh).toBe(LARGER.mesh);
    await fleet.refresh();
    expect(fleet.findings).toEqual(findings);
    expect(await fleet.adopt(SHOP)).toEqual({ adopted: true, findings: [] });
    expect(fleet.findings).toEqual([]);
  });

  it('of which several of them reject the same is one finding', async () => {
    rejectsExtra('shop/server-0', 'no such file');
    rejectsExtra('shop/server-1', 'no such file');
    const { findings } = await fleet.adopt(LARGER);
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^the Envoys of shop\/server-0, shop\/server-1 reject Envoy cluster outbound/),
    ]);
  });

  it('under a guard of which one of them rejects a part is in force nowhere', async () => {
    rejectsExtra('shop/server-1', 'no such file');
    const { adopted, findings } = await fleet.adopt({ ...LARGER, guarded: true });
    expect([adopted, findings.length]).toEqual([false, 1]);
    expect(['shop/caller-0', 'shop/server-0', 'shop/server-1'].map(hasExtra)).toEqual([false, false, false]);
    expect(fleet.mesh).toBe(SHOP.mesh);
    expect(fleet.findings).toEqual([]);
  });

  it('under a guard, asked for twice at once: each is rejected for itself, and the one before both stays', async () => {
    sidecar('shop/caller-0').rejects = ({ clusters }) => (clusters.length > 0 ? [rejectedCluster('no')] : []);
    const smaller = shop({ caller: 1, server: 1 });
    const adoptions = [LARGER, smaller].map((desired) => fleet.adopt({ ...desired, guarded: true }));
    expect((await Promise.all(adoptions)).map((one) => [one.adopted, one.findings.length])).toEqual([
      [false, 1],
      [false, 1],
    ]);
    expect(fleet.mesh).toBe(SHOP.mesh);
  });

  it('ends the pods that it has no longer, when no sidecar sends to them any more', async () => {
    expect(await fleet.adopt(shop({ caller: 1, server: 1 }))).toMatchObject({ adopted: true, findings: [] });
    const sent: number[] = [];
    sidecar('shop/server-1').inFlight = Promise.resolve().then(() => sent.push(serverPorts().length));
    await fleet.retireSurplus();
    expect(pods()).toEqual(['shop/caller-0#0', 'shop/server-0#0']);
    expect(serverPorts()).toHaveLength(1);
    expect(fixture.processes.log.slice(-3)).toEqual([
      'drain shop/server-1',
      'stop application server-1',
      'stop sidecar shop/server-1',
    ]);
  });
});

describe('a roll', () => {
  beforeEach(async () => {
    await fleet.startMissing();
    fixture.processes.log.length = 0;
  });

  it('replaces one pod after the other, each new one before the old one goes', async () => {
    await fleet.restart('server');
    expect(pods()).toEqual(['shop/caller-0#0', 'shop/server-0#1', 'shop/server-1#1']);
    const one = (pod: string) => [
      ...[`start sidecar shop/${pod}`, `start application ${pod}`, `drain shop/${pod}`],
      ...[`stop application ${pod}`, `stop sidecar shop/${pod}`],
    ];
    expect(fixture.processes.log).toEqual([...one('server-0'), ...one('server-1')]);
    expect(serverPorts()).toEqual(readyServerPorts());
  });

  it('drains an old pod only when nobody sends to it, and lets it finish', async () => {
    const [old] = fleet.instances.filter(({ pod }) => pod.name === 'server-0');
    const oldPort = old?.reach(8080)?.port;
    const oldSidecar = sidecar('shop/server-0');
    const finished = Promise.withResolvers<void>();
    oldSidecar.inFlight = finished.promise;
    const rolled = fleet.restart('server');
    await until(() => fixture.processes.log.includes('drain shop/server-0'));
    expect(serverPorts()).not.toContain(oldPort);
    expect(serverPorts()).toHaveLength(2);
    const updates = oldSidecar.asked;
    await fleet.refresh();
    expect(oldSidecar.asked).toBe(updates);
    expect(fixture.processes.log).not.toContain('stop application server-0');
    expect(pods()).toHaveLength(4);
    finished.resolve();
    await rolled;
    expect(pods()).toHaveLength(3);
  });

  it('goes on whatever else a sidecar rejects', async () => {
    sidecar('shop/caller-0').rejects = () => [rejectedCluster('no such file')];
    await fleet.restart('server');
    expect(pods()).toEqual(['shop/caller-0#0', 'shop/server-0#1', 'shop/server-1#1']);
  });

  it('whose endpoints a sidecar rejects half-way leaves the old pod to serve, and takes the new one back', async () => {
    const before = serverPorts();
    const oldPort = fleet.instances.find(({ id }) => id === 'shop/server-0#0')?.reach(8080)?.port as number;
    sidecar('shop/caller-0').rejects = (config) =>
      portsTo('server', config).includes(oldPort)
        ? []
        : [{ ...rejectedCluster('cannot do without'), kind: 'endpoints' }];
    await expect(fleet.restart('server')).rejects.toMatchObject({
      code: 'SIDECAR_NOT_READY',
      message: expect.stringContaining('shop/caller-0 did not take the endpoints'),
    });
    await until(() => serverPorts().length === 2);
    expect(pods()).toEqual(['shop/caller-0#0', 'shop/server-0#0', 'shop/server-1#0']);
    expect(serverPorts()).toEqual(before);
    expect(fixture.processes.log).not.toContain('drain shop/server-0');
    expect(fleet.instances.every(({ ready }) => ready)).toBe(true);
  });

  it('whose new pod does not get ready takes it back, and goes no further', async () => {
    const before = serverPorts();
    holdApplications('server');
    const failed = expect(fleet.restart('server')).rejects.toMatchObject({ code: 'WORKLOAD_NOT_READY' });
    await until(() => fixture.clock.due.length === 1 && fixture.processes.applications.length === 4);
    fixture.clock.advance(60_000);
    await failed;
    await settle();
    expect(pods()).toEqual(['shop/caller-0#0', 'shop/server-0#0', 'shop/server-1#0']);
    expect(serverPorts()).toEqual(before);
    expect(fixture.processes.sidecarsOf('shop/server-1')).toHaveLength(1);
  });

  it('whose new sidecar does not start leaves the old pod', async () => {
    fixture.processes.onSidecar = () => Promise.reject(new Error('port in use'));
    await expect(fleet.restart('server')).rejects.toThrow('port in use');
    expect(pods()).toEqual(['shop/caller-0#0', 'shop/server-0#0', 'shop/server-1#0']);
    expect(fleet.instances.every(({ ready }) => ready)).toBe(true);
  });

  it('asked for twice at once is done twice, one after the other', async () => {
    holdApplications('server');
    const rolls = [fleet.restart('server'), fleet.restart('server')];
    for (let number = 1; number <= 4; number += 1) {
      await until(
        () => fixture.processes.applications.length === 3 + number && fixture.clock.due.length === 1,
      );
      await settle();
      // The three that serve, and the one that starts.
      expect(fleet.instances.filter(({ draining }) => !draining)).toHaveLength(4);
      readyHeldApplication();
    }
    await Promise.all(rolls);
    expect(pods()).toEqual(['shop/caller-0#0', 'shop/server-0#2', 'shop/server-1#2']);
  });

  it('goes on after one that failed', async () => {
    const failed = expect(fleet.restart('nothing')).rejects.toMatchObject({ code: 'UNKNOWN_WORKLOAD' });
    const rolled = fleet.restart('caller');
    await Promise.all([failed, rolled]);
    expect(pods()).toContain('shop/caller-0#1');
  });

  it('takes the configuration that came while its new pod was starting', async () => {
    const ready = Promise.withResolvers<void>();
    fixture.processes.onSidecar = () => ready.promise;
    const rolled = fleet.restart('caller');
    await until(() => fixture.processes.sidecarsOf('shop/caller-0').length === 2);
    const adopted = fleet.adopt(shop({ caller: 1, server: 2, extra: 1 }));
    expect(await adopted).toMatchObject({ adopted: true, findings: [] });
    ready.resolve();
    await rolled;
    const { clusters = [] } = sidecar('shop/caller-0').configs.at(-1) ?? {};
    expect(clusters.some(({ name }) => name.includes('extra.shop'))).toBe(true);
  });

  it('that is stopped ends both pods', async () => {
    holdApplications('server');
    const failed = expect(fleet.restart('server')).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await until(() => fixture.processes.applications.length === 4);
    await fleet.stop();
    await failed;
    expect(fixture.processes.sidecarsOf('shop/server-0').map(({ stopped }) => stopped)).toEqual([true, true]);
    expect(fixture.processes.sidecarsOf('shop/server-1')).toHaveLength(1);
  });
});
