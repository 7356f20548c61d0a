/** Edits that open, disclose or break something: what they do comes first, and is said right. testdata/diff has them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkResources } from '../analysis/check-resources.ts';
import { parseResources } from '../resources/parse-resources.ts';
import { type DiffSide, diffMeshes } from './diff-meshes.ts';
import { type Change, DANGEROUS, EFFECTS, type Effect, type MeshDiff } from './mesh-diff.ts';

interface Edit {
  readonly delete?: string;
  readonly add?: readonly object[];
  readonly edit?: string;
  readonly set?: Readonly<Record<string, unknown>>;
}

interface Case extends Edit {
  readonly name: string;
  readonly more?: readonly Edit[];
  readonly effect: Effect;
  readonly says: string;
}

const FOLDER = join(import.meta.dirname, '../../testdata/diff');
const stream = readFileSync(join(FOLDER, 'mesh.yaml'), 'utf8');
const cases = parse(readFileSync(join(FOLDER, 'cases.yaml'), 'utf8')) as readonly Case[];

type Document = Record<string, unknown> & { kind: string; metadata: { name: string; namespace?: string } };

function documents(): Document[] {
  return parseResources(stream).resources.map(({ raw }) => structuredClone(raw) as Document);
}

function edited(all: Document[], { delete: gone, add = [], edit, set = {} }: Edit): Document[] {
  const named = (name: string) => {
    const found = all.find(
      ({ kind, metadata: { namespace, name: own } }) => `${kind} ${namespace}/${own}` === name,
    );
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  };
  if (edit) for (const [path, value] of Object.entries(set)) put(named(edit), path.split('.'), value);
  const kept = gone === undefined ? all : all.filter((document) => document !== named(gone));
  return [...kept, ...(add as Document[])];
}

function put(object: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length > 0) put(object[key] as Record<string, unknown>, rest, value);
  else if (value === null) delete object[key];
  else object[key] = value;
}

function sideOf(all: readonly Document[]): DiffSide {
  const yaml = all.map((document) => JSON.stringify(document, null, 1)).join('\n---\n');
  const { resources, findings } = parseResources(yaml, { file: 'mesh.yaml' });
  const checked = checkResources(resources, findings);
  if (!checked.ok) throw new Error(JSON.stringify(checked.findings));
  expect(checked.resources.length, JSON.stringify(checked.findings)).toBe(resources.length);
  return checked;
}

const before = sideOf(documents());

function diffOf({ more = [], ...first }: Case): MeshDiff {
  return diffMeshes(before, sideOf([first, ...more].reduce(edited, documents())));
}

function text({ requests = '', from, to, what, before: old, after }: Change): string {
  const callers = from.map((name) => (name === 'outside' ? 'outside the mesh' : name.replace(/^.*\//, '')));
  const setting = what === 'answer' || what === 'destinations' ? '' : `${what} `;
  return `${requests} from ${callers.join(', ')} to ${to.join(', ')}: ${setting}${old} → ${after}`;
}

describe('an edit', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const { changes } = diffOf(one);
    const said = changes.map((change) => `[${change.effect}] ${text(change)}`);
    expect(changes[0]?.effect, said.join('\n')).toBe(one.effect);
    const own = changes.filter(({ effect }) => effect === one.effect).map(text);
    expect(
      own.some((line) => new RegExp(one.says).test(line)),
      said.join('\n'),
    ).toBe(true);
    const edits = [one, ...(one.more ?? [])];
    const names = edits.flatMap(({ delete: gone, edit, add = [] }) => [
      ...[gone ?? edit ?? []].flat(),
      ...(add as Document[]).map(({ kind, metadata: { namespace, name } }) => `${kind} ${namespace}/${name}`),
    ]);
    const order = changes.map(({ effect }) => EFFECTS.indexOf(effect));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    // Nothing else differs, so that nothing else may be blamed, and each change has a cause.
    for (const change of changes) {
      expect(change.causes.length, text(change)).toBeGreaterThan(0);
      for (const { resource } of change.causes) expect(names).toContain(resource);
    }
  });

  it('is one of thirty or more that are dangerous', () => {
    expect(cases.filter(({ effect }) => DANGEROUS.has(effect)).length).toBeGreaterThanOrEqual(30);
  });
});

it('nothing changes between a mesh and itself', () => {
  const { changes, withoutEffect, findings, asked } = diffMeshes(before, sideOf(documents()));
  expect({ changes, withoutEffect, findings }).toEqual({
    ...{ changes: [], withoutEffect: [], findings: { introduced: [], fixed: [] } },
  });
  expect(asked).toBeGreaterThan(100);
});
