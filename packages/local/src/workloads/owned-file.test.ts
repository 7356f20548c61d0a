import { chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ownerProblem } from './owned-file.ts';

const me = process.getuid?.() ?? 0;
const STRANGE = 'belongs to another user of this machine';
let folder: string;
let file: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'owned-')));
  file = join(folder, 'Procfile');
  writeFileSync(file, '');
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe('ownerProblem', () => {
  const elsewhere = join(tmpdir(), 'lab');

  it("has nothing against the person's own files", () => {
    expect(ownerProblem(file, elsewhere, folder)).toBeUndefined();
  });

  it("refuses another user's, also by a link of theirs or to theirs, but not in the checkout of the lab", () => {
    // Whoever runs the test seems to be somebody else.
    vi.spyOn(process, 'getuid').mockReturnValue(me + 4242);
    if (me === 0) return expect(ownerProblem(file, elsewhere, folder)).toBeUndefined();
    expect(ownerProblem(file, elsewhere, folder)).toBe(STRANGE);
    symlinkSync(file, join(folder, 'link'));
    expect(ownerProblem(join(folder, 'link'), elsewhere, folder)).toBe(STRANGE);
    expect(ownerProblem(file, folder, folder)).toBeUndefined();
  });

  it.skipIf(me !== 0)(
    'refuses root the files of others, but for those of the owner of the folder named',
    () => {
      chownSync(file, 4242, 4242);
      expect(ownerProblem(file, elsewhere, folder)).toBe(STRANGE);
      const named = join(folder, 'k8s');
      mkdirSync(named);
      chownSync(named, 4242, 4242);
      expect(ownerProblem(file, elsewhere, named)).toBeUndefined();
      symlinkSync('/etc/hostname', join(folder, 'link'));
      expect(ownerProblem(join(folder, 'link'), elsewhere, folder)).toBeUndefined();
    },
  );
});
