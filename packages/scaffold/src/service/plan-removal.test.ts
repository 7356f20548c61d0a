import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Files } from '../file-change.ts';
import { readRepository } from '../repository/repository-files.ts';
import { planRemoval } from './plan-removal.ts';
import { planService } from './plan-service.ts';

let files: Files;
beforeAll(async () => {
  files = await readRepository(resolve(import.meta.dirname, '../../../..'));
});

// Names that no fork will have.
const sample = { name: 'sample-tier', port: 7000, calledBy: ['backend', 'frontend'] };
const second = { name: 'second-tier', port: 7001, calledBy: ['backend'] };

const add = (before: Files, service = sample): Files =>
  new Map([...before, ...planService(before, service).map(({ path, text }) => [path, text] as const)]);
const plan = (before: Files, name = sample.name) => planRemoval(before, [...before.keys()], name);
function remove(before: Files, name = sample.name): Files {
  const { deleted, changes } = plan(before, name);
  const left = new Map([...before, ...changes.map(({ path, text }) => [path, text] as const)]);
  for (const path of deleted) left.delete(path);
  return left;
}
const edit = (before: Files, path: string, change: (text: string) => string): Files =>
  new Map([...before, [path, change(before.get(path) ?? '')]]);

describe('planRemoval', () => {
  it.each([
    { calledBy: ['backend', 'frontend'] },
    { calledBy: ['backend'] },
    { calledBy: ['frontend', 'ml'] },
  ])('leaves the repository as it was before: $calledBy', ({ calledBy }) => {
    const added = add(files, { ...sample, calledBy });
    expect(plan(added).edited).toEqual([]);
    expect(new Map([...remove(added)].sort())).toEqual(new Map([...files].sort()));
  });

  it('takes either of two back, whichever was there first', () => {
    const both = add(add(files), second);
    expect(plan(both).edited).toEqual([]);
    expect(remove(both)).toEqual(add(files, second));
    expect(remove(both, second.name)).toEqual(add(files));
  });

  it('keeps what a person wrote into the same files', () => {
    const path = 'skaffold.yaml';
    const own = (text: string) => `${text}# mine\n`;
    const { edited } = plan(edit(add(files), path, own));
    expect(edited).toEqual([]);
    expect(remove(edit(add(files), path, own)).get(path)).toBe(own(files.get(path) ?? ''));
  });

  it('names what a person edited of the service, or added to it', () => {
    const endpoint = `apps/${sample.name}/src/echo-endpoint.ts`;
    const policy = `k8s/components/authorization/${sample.name}.yaml`;
    const more = `apps/${sample.name}/src/more.ts`;
    const edited = [endpoint, policy, more].reduce<Files>(
      (before, path) => edit(before, path, (text) => `${text}\n`),
      add(files),
    );
    expect(new Set(plan(edited).edited)).toEqual(new Set([endpoint, policy, more]));
    const picture = `apps/${sample.name}/picture.png`;
    const added = add(files);
    expect(planRemoval(added, [...added.keys(), picture], sample.name).edited).toEqual([picture]);
  });

  it('refuses one that others name: what it calls, and code that calls it', () => {
    const chain = add(add(files), { ...second, calledBy: [sample.name] });
    const refused = (text: string) =>
      expect.objectContaining({ code: 'NOT_REMOVABLE', message: expect.stringContaining(text) });
    expect(() => plan(chain)).toThrow(refused('k8s/components/authorization/second-tier.yaml'));
    expect(remove(remove(chain, second.name))).toEqual(files);
    const call = (text: string) => `${text}\nfetch('http://sample-tier-service.sample-tier:7000/echo');\n`;
    expect(() => plan(edit(add(files), 'apps/backend/src/main.ts', call))).toThrow(
      refused('apps/backend/src/main.ts'),
    );
  });

  it.each([
    ['ml', 'NOT_REMOVABLE'],
    ['backend', 'NOT_REMOVABLE'],
    ['nobody', 'UNKNOWN_SERVICE'],
    ['../..', 'UNKNOWN_SERVICE'],
  ])('refuses %s', (name, code) => {
    expect(() => plan(files, name)).toThrow(expect.objectContaining({ code }));
  });
});
