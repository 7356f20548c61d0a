import { LabError } from '@lab/errors';
import { parseAllDocuments } from 'yaml';
import type { FileChange, Files } from '../file-change.ts';
import { hasWord } from '../words.ts';
import { planService } from './plan-service.ts';
import { withoutService } from './service-manifests.ts';
import { servicesIn } from './service-name.ts';
import { withoutPackage } from './service-package.ts';

/** What taking a service back changes. */
export interface ServiceRemoval {
  /** Folders and files that are the service's own, from the root. */
  readonly deleted: readonly string[];
  /** Files that others share with it. */
  readonly changes: readonly FileChange[];
  /** Files that are not as `new service` wrote them, or that it did not write: a person's own work. */
  readonly edited: readonly string[];
}

/** The services that the project is about; a new one is made from what they have. */
const ORIGINAL = ['frontend', 'backend', 'ml'];

/**
 * Takes back what {@link planService} wrote for a service, and nothing else: what else was written into the same files
 * stays. Pure: writes nothing.
 *
 * @param paths every path of the repository, also of files that are no text
 * @throws LabError UNKNOWN_SERVICE; NOT_REMOVABLE for a service that the project is about, and for one that others
 *   still name
 */
export function planRemoval(files: Files, paths: readonly string[], name: string): ServiceRemoval {
  checkRemovable(files, name);
  const isOwn = (path: string) =>
    ownFolders(name).some((folder) => path.startsWith(folder)) || isOwnManifest(path, name);
  const left = new Map(
    [...files]
      .filter(([path]) => !isOwn(path))
      .map(([path, text]) => [path, without(path, text, name)] as const),
  );
  checkUnused(left, name);
  const written = new Map(
    planService(left, { name, ...readService(files, name) }).map(({ path, text }) => [path, text]),
  );
  const deleted = paths.filter(isOwn);
  const changes = [...left]
    .filter(([path, text]) => files.get(path) !== text)
    .map(([path, text]) => ({ path, text, created: false }));
  const edited = [
    ...deleted.filter((path) => written.get(path) !== files.get(path) || !files.has(path)),
    ...changes.map(({ path }) => path).filter((path) => !isSame(written.get(path), files.get(path), name)),
  ];
  return { deleted, changes, edited };
}

/** The folders that are nobody else's; they may have files that git ignores. */
export function ownFolders(name: string): string[] {
  return [`apps/${name}/`, `k8s/base/${name}/`];
}

function isOwnManifest(path: string, name: string): boolean {
  return path.startsWith('k8s/') && path.endsWith(`/${name}.yaml`);
}

function without(path: string, text: string, name: string): string {
  if (/^skaffold.*\.yaml$/.test(path) || /^k8s\/.*\.ya?ml$/.test(path)) return withoutService(text, name);
  return withoutPackage(path, text, name);
}

/** Services that were added later stand before it in lists and patterns: the order is nobody's edit. */
function isSame(written: string | undefined, found: string | undefined, name: string): boolean {
  const sorted = (text = '') => text.replaceAll(`|${name}`, '').split('\n').toSorted().join('\n');
  return sorted(written) === sorted(found);
}

function checkRemovable(files: Files, name: string): void {
  const services = servicesIn(files);
  const added = services.filter((service) => !ORIGINAL.includes(service));
  if (!services.includes(name)) {
    const list =
      added.length > 0 ? `The services that were added are ${added.join(', ')}.` : 'No service was added.';
    throw new LabError('UNKNOWN_SERVICE', `there is no service "${name}"`, list);
  }
  if (added.includes(name)) return;
  throw new LabError(
    'NOT_REMOVABLE',
    `"${name}" is a service of the project itself: ./lab new service did not add it`,
    'Remove it by hand, with every reference to it: `git grep` finds them.',
  );
}

/** Of what stays, nothing may name it: a rule that lets it in, or code that calls it. */
function checkUnused(left: Files, name: string): void {
  const users = [...left].flatMap(([path, text]) =>
    text.split('\n').flatMap((line, at) => {
      const names = /^(k8s\/.*\.ya?ml|skaffold.*\.yaml)$/.test(path)
        ? hasWord(line.replace(/#.*/, ''), name)
        : path.startsWith('apps/') && hasWord(line, `${name}-service`);
      return names ? [`${path}:${at + 1}`] : [];
    }),
  );
  if (users.length === 0) return;
  throw new LabError(
    'NOT_REMOVABLE',
    `"${name}" is still referred to in ${users.slice(0, 5).join(', ')}${users.length > 5 ? ', …' : ''}`,
    'Remove these references first.',
  );
}

/** Its port and its callers, as its manifests say. */
function readService(files: Files, name: string): { port: number; calledBy: string[] } {
  const service = documentsOf(files.get(`k8s/base/${name}/service.yaml`)).find(
    ({ kind }) => kind === 'Service',
  );
  const port = service?.spec?.ports?.[0]?.port ?? 8080;
  const policy = files.get(`k8s/components/authorization/${name}.yaml`) ?? '';
  const callers = [...policy.matchAll(/\/ns\/([^/\s]+)\/sa\//g)].map(([, caller = '']) => caller);
  const known = servicesIn(files).filter((other) => other !== name);
  return { port, calledBy: callers.filter((caller) => known.includes(caller)) };
}

interface Manifest {
  readonly kind?: string;
  readonly spec?: { readonly ports?: readonly { readonly port: number }[] };
}

function documentsOf(text = ''): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => (document.toJS() as Manifest | null) ?? []);
}
