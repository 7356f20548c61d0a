import { chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isForeign } from './owned-file.ts';

const me = process.getuid?.() ?? 0;
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

describe('isForeign', () => {
  const elsewhere = join(tmpdir(), 'lab');

  it("has nothing against the person's own files", () => {
    expect(isForeign(file, elsewhere, folder)).toBe(false);
  });

  it("refuses another user's, also by a link of theirs or to theirs, but not in the checkout of the lab", () => {
    // Whoever runs the test seems to be somebody else.
    vi.spyOn(process, 'getuid').mockReturnValue(me + 4242);
    if (me === 0) return expect(isForeign(file, elsewhere, folder)).toBe(false);
    expect(isForeign(file, elsewhere, folder)).toBe(true);
    symlinkSync(file, join(folder, 'link'));
    expect(isForeign(join(folder, 'link'), elsewhere, folder)).toBe(true);
    expect(isForeign(file, folder, folder)).toBe(false);
  });

  it.skipIf(me !== 0)(
    'refuses root the files of others, but for those of the owner of the folder named',
    () => {
      chownSync(file, 4242, 4242);
      expect(isForeign(file, elsewhere, folder)).toBe(true);
      const named = join(folder, 'k8s');
      mkdirSync(named);
      chownSync(named, 4242, 4242);
      expect(isForeign(file, elsewhere, named)).toBe(false);
      symlinkSync('/etc/hostname', join(folder, 'link'));
      expect(isForeign(join(folder, 'link'), elsewhere, folder)).toBe(false);
    },
  );
});
