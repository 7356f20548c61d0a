import { LabError } from '@lab/errors';
import type { FileChange, Files } from '../file-change.ts';
import { replaceWord } from '../words.ts';
import { MODEL } from './service-manifests.ts';

/** Below this folder are the files of a new service, with `new-service` and the model's port for its own. */
const TEMPLATE = 'packages/scaffold/template/';
const PLACEHOLDER = 'new-service';

const MANIFEST = `apps/${MODEL.name}/package.json`;
const PAGE = 'docs/dependencies.md';

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

interface LockFile {
  readonly packages: Readonly<Record<string, Manifest>>;
  readonly [field: string]: unknown;
}

/**
 * The service's folder below apps/, its two entries in package-lock.json as npm would write them, and its section of
 * the page of dependencies.
 */
export function servicePackage(files: Files, name: string, port: number): FileChange[] {
  const own = [...files].filter(([path]) => path.startsWith(TEMPLATE));
  if (own.length === 0) throw templateChanged(TEMPLATE);
  return [
    ...own.map(([path, text]) => ({
      path: `apps/${name}/${path.slice(TEMPLATE.length)}`,
      text: replaceWord(replaceWord(text, PLACEHOLDER, name), String(MODEL.port), String(port)),
      created: true,
    })),
    { path: `apps/${name}/package.json`, text: packageJson(files, name), created: true },
    { path: 'package-lock.json', text: lockFile(files, name), created: false },
    ...dependenciesPage(files, name),
  ];
}

/** The text of package-lock.json or of the page of dependencies, without what {@link servicePackage} put into it. */
export function withoutPackage(path: string, text: string, name: string): string {
  if (path === 'package-lock.json') {
    const lock = JSON.parse(text) as LockFile;
    const { [`apps/${name}`]: app, [`node_modules/@lab/${name}`]: link, ...packages } = lock.packages;
    return app || link ? toText({ ...lock, packages }) : text;
  }
  if (path !== PAGE) return text;
  const sections = text.split(/^(?=## )/m);
  return sections.filter((section) => !section.startsWith(`## apps/${name}\n`)).join('');
}

/** The model's, with the scripts that run it and what it needs to run only. */
function packageJson(files: Files, name: string): string {
  const { devDependencies: _, ...model } = modelsManifest(files);
  const { dev, start } = model.scripts ?? {};
  if (!dev || !start) throw templateChanged(MANIFEST);
  const description = 'Answers POST /echo with the item it was sent';
  // Fields that are there already keep their place.
  return toText({ ...model, name: `@lab/${name}`, description, scripts: { dev, start } });
}

/** The page of dependencies has a section for each workspace, with a line for each direct dependency. */
function dependenciesPage(files: Files, name: string): FileChange[] {
  const text = files.get(PAGE);
  const section = text?.split(/^(?=## )/m).find((part) => part.startsWith(`## apps/${MODEL.name}\n`));
  if (text === undefined || !section) return [];
  const { devDependencies = {} } = modelsManifest(files);
  const lines = section
    .split('\n')
    .filter(
      (line) => !Object.keys(devDependencies).some((dependency) => line.startsWith(`- \`${dependency}\``)),
    );
  const added = replaceWord(lines.join('\n'), MODEL.name, name);
  return [{ path: PAGE, text: text.replace(section, () => section + added), created: false }];
}

function modelsManifest(files: Files): Manifest {
  return readJson<Manifest>(files, MANIFEST);
}

/** No package is new to the project, so no registry is asked. */
function lockFile(files: Files, name: string): string {
  const lock = readJson<LockFile>(files, 'package-lock.json');
  const model = lock.packages[`apps/${MODEL.name}`];
  if (!model) throw templateChanged('package-lock.json');
  const { devDependencies: _, ...entry } = model;
  const added: [string, Manifest][] = [
    [`apps/${name}`, { ...entry, name: `@lab/${name}` }],
    [`node_modules/@lab/${name}`, { resolved: `apps/${name}`, link: true }],
  ];
  const packages = added.reduce<[string, Manifest][]>(insert, Object.entries(lock.packages));
  return toText({ ...lock, packages: Object.fromEntries(packages) });
}

/** Before the first that sorts after it in its folder; npm sorts by locale. */
function insert(entries: [string, Manifest][], added: [string, Manifest]): [string, Manifest][] {
  const at = entries.findIndex(([path]) => path !== '' && path.localeCompare(added[0], 'en') > 0);
  return at === -1 ? [...entries, added] : entries.toSpliced(at, 0, added);
}

function readJson<Value>(files: Files, path: string): Value {
  const text = files.get(path);
  if (text === undefined) throw templateChanged(path);
  return JSON.parse(text) as Value;
}

function toText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function templateChanged(path: string): LabError {
  return new LabError(
    'TEMPLATE_CHANGED',
    `a new service is created from apps/${MODEL.name} and ${TEMPLATE}, and ${path} is not as expected`,
    'Restore the file with git, create the service, then make your change again.',
  );
}
