import { readFileSync } from 'node:fs';
import { type Secret, translate } from '@lab/istio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PodInstance } from './pod-instance.ts';
import type { PodView } from './pod-view.ts';
import { rejectedCluster } from './testing/fake-processes.ts';
import { PLAN, type PodFixture, podFixture, podOf, portsTo, shop } from './testing/pod-fixture.ts';
import { settle, until } from './testing/until.ts';

const { mesh } = shop({ api: 1, db: 1 });
const POD = podOf(mesh, 'api-0');
const CONFIG = translate(mesh, POD);

/** The mesh as pod api-0 is to see it, with pod db-0 ready at a port, or nowhere. */
function view(dbPort?: number): PodView {
  const places = (port: number | undefined) => (port === undefined ? [] : [{ address: '127.0.0.1', port }]);
  return {
    ...{ mesh, pod: POD, config: CONFIG },
    surroundings: {
      resolvePod: (key) => (key === 'shop/db-0' ? places(dbPort) : []),
      resolveProvided: () => undefined,
      callersIn: () => [],
    },
    resolveService: (service) => (service.hostname.startsWith('db.') ? places(dbPort) : []),
  };
}

let fixture: PodFixture;
let instance: PodInstance;

beforeEach(() => {
  fixture = podFixture();
  const { environment } = fixture;
  instance = new PodInstance({ pod: POD, generation: 0, plan: PLAN, environment, onChange: () => {} });
});

afterEach(async () => {
  await instance.stop();
  expect(fixture.clock.due).toEqual([]);
  expect(fixture.placed()).toEqual([]);
  fixture.remove();
});

function sidecar() {
  const [started] = fixture.processes.sidecars;
  if (!started) throw new Error('no sidecar');
  return started;
}

/** Lets the sidecar wait before it is ready. Returns what makes it ready, or fails it. */
function holdSidecar() {
  const ready = Promise.withResolvers<void>();
  fixture.processes.onSidecar = () => ready.promise;
  return ready;
}

describe('a start', () => {
  it('begins with the sidecar, and the application comes when that is ready', async () => {
    const ready = holdSidecar();
    const started = instance.start(view());
    await until(() => fixture.processes.sidecars.length === 1);
    await settle();
    expect(fixture.processes.log).toEqual(['start sidecar shop/api-0']);
    ready.resolve();
    await started;
    await instance.waitUntilReady(1_000);
    expect(fixture.processes.log).toEqual(['start sidecar shop/api-0', 'start application api-0']);
    expect(instance.status()).toMatchObject({ ready: true, draining: false, generation: 0 });
    expect(instance.pids).toEqual([1, 2]);
  });

  it('that fails at the sidecar starts no application', async () => {
    fixture.processes.onSidecar = () => Promise.reject(new Error('port in use'));
    await expect(instance.start(view())).rejects.toThrow('port in use');
    expect(fixture.processes.applications).toEqual([]);
    expect(instance.ready).toBe(false);
  });

  it('that is stopped is INTERRUPTED; no application starts, and no address stays taken', async () => {
    const ready = holdSidecar();
    const started = instance.start(view());
    const failed = expect(started).rejects.toThrow('killed');
    await until(() => fixture.processes.sidecars.length === 1);
    await instance.stop();
    await failed;
    ready.resolve();
    await settle();
    expect(fixture.processes.applications).toEqual([]);
    expect(fixture.placed()).toEqual([]);
  });

  it('that is stopped before there is a process starts none', async () => {
    const identity = Promise.withResolvers<readonly Secret[]>();
    const identities = { secretsOf: () => identity.promise, onRenewal: () => {}, stop: () => {} };
    const environment = { ...fixture.environment, identities };
    const stopped = new PodInstance({ pod: POD, generation: 0, plan: PLAN, environment, onChange: () => {} });
    const failed = expect(stopped.start(view())).rejects.toMatchObject({ code: 'INTERRUPTED' });
    const ended = stopped.stop();
    identity.resolve([]);
    await Promise.all([failed, ended]);
    expect(fixture.processes.log).toEqual([]);
    expect(fixture.placed()).toEqual([]);
  });

  it('gives the sidecar what came meanwhile, and the application the newest names', async () => {
    const ready = holdSidecar();
    const started = instance.start(view());
    await until(() => fixture.processes.sidecars.length === 1);
    expect(await instance.update(view(7_001))).toBeUndefined();
    expect(await instance.update(view(7_002))).toBeUndefined();
    ready.resolve();
    await started;
    expect(portsTo('db', sidecar().configs[0])).toEqual([]);
    expect(portsTo('db', sidecar().configs.at(-1))).toEqual([7_002]);
    expect(fixture.processes.applications).toHaveLength(1);
  });

  it('of which the sidecar rejects a part goes on without it', async () => {
    fixture.processes.onSidecar = async (started) => {
      started.rejects = () => [rejectedCluster('no such file')];
    };
    await instance.start(view());
    expect(fixture.processes.applications).toHaveLength(1);
  });

  it('of which the sidecar rejects a part is SIDECAR_NOT_READY under a guard, in its words', async () => {
    fixture.processes.onSidecar = async (started) => {
      started.rejects = () => [rejectedCluster('duplicate domain')];
    };
    await expect(instance.start(view(), true)).rejects.toMatchObject({
      code: 'SIDECAR_NOT_READY',
      message: expect.stringContaining('duplicate domain'),
    });
    expect(fixture.processes.applications).toEqual([]);
  });
});

describe('an application that does not get ready', () => {
  beforeEach(() => {
    fixture.processes.onApplication = () => {};
  });

  it('is waited for no longer than until it is ready, also when what is told of that throws', async () => {
    let fails = false;
    const onChange = () => {
      if (fails) throw new Error('disk full');
    };
    const told = new PodInstance({
      ...{ pod: POD, generation: 1, plan: PLAN, environment: fixture.environment, onChange },
    });
    await told.start(view());
    let isReady = false;
    const waited = told.waitUntilReady(60_000).then(() => {
      isReady = true;
    });
    await settle();
    fails = true;
    expect(() => fixture.processes.applications.at(-1)?.change({ ready: true })).toThrow('disk full');
    fails = false;
    await settle();
    expect(isReady).toBe(true);
    await waited;
    await told.stop();
  });

  it('is WORKLOAD_NOT_READY when its time is over, and goes on', async () => {
    await instance.start(view());
    const failed = expect(instance.waitUntilReady(60_000)).rejects.toMatchObject({
      code: 'WORKLOAD_NOT_READY',
      message: expect.stringContaining('60 s'),
    });
    fixture.clock.advance(59_999);
    await settle();
    expect(fixture.clock.due).toEqual([1]);
    fixture.clock.advance(1);
    await failed;
    expect(fixture.processes.log).not.toContain('stop application api-0');
  });

  it('counts as soon as it has ended four times, with how it ended', async () => {
    await instance.start(view());
    let isOver = false;
    const waited = instance.waitUntilReady(60_000).finally(() => {
      isOver = true;
    });
    const failed = expect(waited).rejects.toMatchObject({
      code: 'WORKLOAD_NOT_READY',
      message: expect.stringMatching(/ended 4 times.*last: exit 1/),
    });
    const [application] = fixture.processes.applications;
    for (const restarts of [0, 1, 2]) {
      application?.change({ phase: 'backing-off', restarts, lastExit: 'exit 1' });
      await settle();
      expect(isOver).toBe(false);
    }
    application?.change({ phase: 'backing-off', restarts: 3 });
    await failed;
  });

  it('is not waited for once the pod is to stop, which may take its time', async () => {
    await instance.start(view());
    const finished = Promise.withResolvers<void>();
    for (const application of fixture.processes.applications) application.inFlight = finished.promise;
    const failed = expect(instance.waitUntilReady(60_000)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    const stopped = instance.stop();
    await failed;
    finished.resolve();
    await stopped;
  });

  it('is ready when it says so, and not any more when its sidecar ends', async () => {
    await instance.start(view());
    const waited = instance.waitUntilReady(60_000);
    expect(instance.ready).toBe(false);
    fixture.processes.applications[0]?.change({ ready: true });
    await waited;
    expect(instance.ready).toBe(true);
    sidecar().exit('SIGSEGV');
    await until(() => !instance.ready);
    fixture.clock.advance(500);
    await until(() => instance.ready);
  });
});

describe('an update', () => {
  it('becomes active after the one before it', async () => {
    await instance.start(view());
    const answer = Promise.withResolvers<void>();
    const before = sidecar().asked;
    sidecar().held = answer.promise;
    const updates = [instance.update(view(7_001)), instance.update(view(7_002))];
    await until(() => sidecar().asked === before + 1);
    await settle();
    expect(sidecar().asked).toBe(before + 1);
    answer.resolve();
    const whole = { rejected: [], isLate: false };
    expect(await Promise.all(updates)).toEqual([whole, whole]);
    expect(
      sidecar()
        .configs.slice(-2)
        .map((config) => portsTo('db', config)),
    ).toEqual([[7_001], [7_002]]);
  });

  it('of which the sidecar rejects a part is told in its words, and the next one is tried', async () => {
    await instance.start(view());
    const rejected = [rejectedCluster('bad endpoint')];
    sidecar().rejects = (config) => (portsTo('db', config).includes(7_001) ? rejected : []);
    expect(await instance.update(view(7_001))).toEqual({ rejected, isLate: false });
    expect(await instance.update(view(7_002))).toEqual({ rejected: [], isLate: false });
    expect(portsTo('db', sidecar().configs.at(-1))).toEqual([7_002]);
  });

  it('that fails does not hold up the next', async () => {
    await instance.start(view());
    sidecar().held = Promise.reject(new Error('no answer'));
    const failed = expect(instance.update(view(7_001))).rejects.toThrow('no answer');
    await until(() => fixture.clock.due.length > 0);
    fixture.clock.advance(500);
    await failed;
    sidecar().held = Promise.resolve();
    expect(await instance.update(view(7_002))).toEqual({ rejected: [], isLate: false });
  });

  it('tells the application what those who start the lab say, and keeps it out of the plan', async () => {
    await instance.start(view());
    const [application] = fixture.processes.applications;
    expect(application?.options.extraEnv).toMatchObject({ ...fixture.environment.applicationEnv });
    expect(instance.plan).toBe(PLAN);
  });

  it('of routes alone asks for no address, and one of services for those that are new', async () => {
    const { allocate } = fixture.environment.addresses;
    let asked = 0;
    const counting: typeof allocate = (...of) => {
      asked += 1;
      return allocate(...of);
    };
    Object.assign(fixture.environment.addresses, { allocate: counting });
    await instance.start(view());
    await instance.update(view(7_001));
    const before = asked;
    expect(before).toBeGreaterThan(0);
    const routes = CONFIG.routes.map((table) => ({ ...table }));
    const config = { ...CONFIG, routes };
    await instance.update({ ...view(7_001), mesh: { ...mesh, virtualServices: [] }, config });
    expect(asked).toBe(before);
    await instance.update({ ...view(7_001), mesh: { ...mesh, services: [...mesh.services] } });
    expect(asked).toBeGreaterThan(before);
  });

  it('tells the application the names that it may dial', async () => {
    await instance.start(view());
    const { capture } = instance.status();
    const map = readFileSync(capture?.LAB_CAPTURE ?? '', 'utf8');
    expect(map).toContain('db.shop');
  });
});

describe('an end', () => {
  it('that has time: drained, then the application, and its sidecar last', async () => {
    await instance.start(view());
    await instance.waitUntilReady(1_000);
    const answered = Promise.withResolvers<void>();
    sidecar().inFlight = answered.promise;
    const retired = instance.retire();
    await until(() => fixture.processes.log.includes('drain shop/api-0'));
    await settle();
    expect(instance.status()).toMatchObject({ ready: false, draining: true });
    expect(fixture.processes.log).not.toContain('stop application api-0');
    answered.resolve();
    await retired;
    expect(fixture.processes.log.slice(2)).toEqual([
      'drain shop/api-0',
      'stop application api-0',
      'stop sidecar shop/api-0',
    ]);
    expect(fixture.placed()).toEqual([]);
  });

  it('waits for an update that is under way, so that no address is taken after it', async () => {
    await instance.start(view());
    const answer = Promise.withResolvers<void>();
    const before = sidecar().asked;
    sidecar().held = answer.promise;
    const updated = instance.update(view(7_001));
    await until(() => sidecar().asked === before + 1);
    let isOver = false;
    const stopped = instance.stop().then(() => {
      isOver = true;
    });
    await settle();
    expect(isOver).toBe(false);
    answer.resolve();
    await Promise.all([updated, stopped]);
    expect(fixture.placed()).toEqual([]);
  });
});
