/** AGENTS.md, CONTRIBUTING.md and the architecture page name files of this repository: each is there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** What `./lab` writes, and what an example stands for. */
const NOT_COMMITTED = /^\.lab(\/|$)|NAME|FOLDER|FILE/;

/** Paths in backticks from the root, and targets of links from the page. */
function pathsOf(page: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8').replace(/^```.*?^```/gms, '');
  const named = [...text.matchAll(/`([^`\s*]+)`/g)].map(([, path = '']) => path);
  const tops =
    /^(\.\w|AGENTS|CONTRIBUTING|README|Dockerfile|apps|bench|docs|k8s|lab$|packages|skaffold|tests|tools)/;
  const own = named.filter((path) => tops.test(path) && !NOT_COMMITTED.test(path));
  const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, to = '']) => join(page, '..', to));
  return [...new Set([...own, ...links])];
}

it.each(['AGENTS.md', 'CONTRIBUTING.md', 'docs/architecture.md'])('%s names what is there', (page) => {
  const paths = pathsOf(page);
  expect(paths.length).toBeGreaterThan(5);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
