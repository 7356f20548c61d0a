import { buildMesh, parseResources } from '@lab/istio';
import { expect, it } from 'vitest';
import { configurationDesk } from './desk.ts';

const VIRTUAL_SERVICE = (timeout: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web, namespace: shop }
spec: { hosts: [web], http: [{ timeout: ${timeout}, route: [{ destination: { host: web } }] }] }
`;

const configurationOf = (timeout: string) => {
  const { resources } = parseResources(VIRTUAL_SERVICE(timeout), { file: 'web.yaml' });
  return { mesh: buildMesh(resources), resources };
};

/** Until an edit has been taken note of; what it does takes longer, where other work goes on beside. */
const noted = () => new Promise((resolve) => setTimeout(resolve, 0));

it('keeps what the last edit did where its file is written again and says the same', async () => {
  let current = configurationOf('1s');
  const desk = configurationDesk({ configuration: async () => current });
  expect(await desk.lastChange()).toEqual({});
  current = configurationOf('2s');
  desk.tell({ type: 'applied', files: ['web.yaml'], milliseconds: 1 });
  await noted();
  expect(await desk.lastChange()).toMatchObject({ last: { files: ['web.yaml'] } });
  const edit = await desk.lastChange();
  current = { ...current, resources: [...current.resources] };
  desk.tell({ type: 'applied', files: ['again.yaml'], milliseconds: 1 });
  await noted();
  expect(await desk.lastChange()).toEqual(edit);
  current = configurationOf('3s');
  desk.tell({ type: 'applied', files: ['third.yaml'], milliseconds: 1 });
  await noted();
  expect(await desk.lastChange()).toMatchObject({ last: { files: ['third.yaml'] } });
});

it('does not say what a change does while that would tell the cause of an incident', async () => {
  const [before, after] = ['1s', '2s'].map((timeout) => configurationOf(timeout));
  if (!before || !after) throw new Error('there are two');
  const desk = configurationDesk({ configuration: async () => after, context: 'kind' });
  let muted: string | undefined = '12-beta-users';
  const names = ['VirtualService shop/web'];
  const told = { before: before.resources, after: after.resources, muted: () => muted };
  desk.tell({ type: 'changed', names, ...told });
  expect(await desk.lastChange()).toEqual({ muted });
  muted = undefined;
  expect(await desk.lastChange()).toMatchObject({ last: { files: names } });
});

it('does not work out where resources act in a mesh of more than 5,000 resources times workloads', async () => {
  const pods = Array.from({ length: 51 }, (_, count) => ({ namespace: 'shop', workload: `w${count}` }));
  const { resources } = configurationOf('1s');
  const large = { mesh: { pods }, resources: Array.from({ length: 99 }, () => resources[0]) } as never;
  const desk = configurationDesk({ configuration: async () => large });
  expect(await desk.acts(large)).toEqual({});
});
