import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AddressPlan } from './address-plan.ts';
import { ownAddressPlan } from './own-address-plan.ts';

// macOS has 127.0.0.1 only.
describe.skipIf(process.platform !== 'linux')('a plan of own addresses', () => {
  const plans: AddressPlan[] = [];
  let server: Server | undefined;

  const open = async (preferred: number) => {
    const plan = await ownAddressPlan(preferred);
    if (!plan) throw new Error('there are no addresses');
    plans.push(plan);
    return plan;
  };

  let plan: AddressPlan;
  beforeEach(async () => {
    plan = await open(77);
  });
  afterEach(() => {
    for (const each of plans.splice(0)) each.close();
    server?.close();
  });

  it("gives each role an address, with the container's port", async () => {
    const inbound = await plan.allocate('shop/a#0', 'inbound', '3000', 3000);
    const application = await plan.allocate('shop/a#0', 'application', '3000', 3000);
    const outbound = await plan.allocate('shop/a#0', 'outbound', '0.0.0.0_3000', 3000);
    expect([inbound.port, application.port, outbound.port]).toEqual([3000, 3000, 3000]);
    expect(new Set([inbound, application, outbound].map(({ address }) => address)).size).toBe(3);
    expect(plan.sourceAddress('shop/a#0')).toBe(inbound.address);
    expect(await plan.allocate('shop/a#0', 'inbound', '3000', 3000)).toEqual(inbound);
  });

  it('gives pods different addresses, and one that is free again to the next', async () => {
    const first = await plan.allocate('shop/a#0', 'inbound', '3000', 3000);
    const second = await plan.allocate('shop/b#0', 'inbound', '3000', 3000);
    expect(second.address).not.toBe(first.address);
    plan.release('shop/a#0');
    expect(await plan.allocate('shop/c#0', 'inbound', '3000', 3000)).toEqual(first);
  });

  it('moves a port below 1024, beside one that is there', async () => {
    const taken = await plan.allocate('shop/a#0', 'outbound', 'taken', 10080);
    const low = await plan.allocate('shop/a#0', 'outbound', 'low', 80);
    expect([taken.port, low.port]).toEqual([10080, 10081]);
  });

  it('moves a port that another program has', async () => {
    const { address } = await plan.allocate('shop/a#0', 'inbound', 'any', 3001);
    await new Promise<void>((resolve) => {
      server = createServer().listen(3000, address, resolve);
    });
    expect((await plan.allocate('shop/a#0', 'inbound', '3000', 3000)).port).toBe(13000);
  });

  it('leaves another lab its own addresses', async () => {
    const other = await open(77);
    const own = await plan.allocate('shop/a#0', 'inbound', '3000', 3000);
    const theirs = await other.allocate('shop/a#0', 'inbound', '3000', 3000);
    expect(theirs.address).not.toBe(own.address);
  });
});
