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

it('keeps what the last edit did where its file is written again and says the same', async () => {
  let current = configurationOf('1s');
  const desk = configurationDesk({ configuration: async () => current });
  expect(await desk.lastChange()).toBeUndefined();
  current = configurationOf('2s');
  desk.tell({ type: 'applied', files: ['web.yaml'], milliseconds: 1 });
  await expect.poll(() => desk.lastChange()).toMatchObject({ files: ['web.yaml'] });
  const edit = await desk.lastChange();
  current = { ...current, resources: [...current.resources] };
  desk.tell({ type: 'applied', files: ['again.yaml'], milliseconds: 1 });
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(await desk.lastChange()).toEqual(edit);
  current = configurationOf('3s');
  desk.tell({ type: 'applied', files: ['third.yaml'], milliseconds: 1 });
  await expect.poll(() => desk.lastChange()).toMatchObject({ files: ['third.yaml'] });
});
