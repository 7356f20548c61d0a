import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importedFiles } from './imported-files.ts';

const FILES = {
  'tests/a.test.ts': `import { join } from 'node:path';
import {
  first,
  second,
} from './support/first.ts';
import type { Shape } from './support/shape.ts';
import './support/effect.ts';
const text = "import { no } from './support/no.ts';";
`,
  'tests/support/first.ts': `export { second } from '../tools/second.ts';
export type { Other } from './shape.ts';
export const later = () => import('./later.ts');
`,
  'tests/tools/second.ts': `import { first } from '../support/first.ts';
import { made } from '../../packages/x/src/made.ts';
import { lab } from '../support/lab.ts';
`,
  'tests/support/lab.ts': "import { place } from './place.ts';\n",
  'packages/x/src/made.ts': "import { part } from './part.ts';\n",
};

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'imported-files-'));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
});
afterAll(() => rmSync(root, { recursive: true }));

it('follows imports through other files and in circles, but not those of types, leaves and packages', () => {
  const found = importedFiles(root, 'tests/a.test.ts', (path) => path === 'tests/support/lab.ts');
  expect(found.toSorted()).toEqual([
    'packages/x/src/made.ts',
    'tests/support/effect.ts',
    'tests/support/first.ts',
    'tests/support/lab.ts',
    'tests/support/later.ts',
    'tests/tools/second.ts',
  ]);
  const all = importedFiles(root, 'tests/support/lab.ts', () => false);
  expect(all).toEqual(['tests/support/place.ts']);
});
