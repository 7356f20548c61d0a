import type { FileChange, Files } from '../file-change.ts';
import { replaceWord } from '../words.ts';
import { type Callee, keepIn, letCallersIn, letOut } from './call-edges.ts';
import { cloneListItems, dropListItems } from './clone-list-items.ts';

/** The service whose manifests are copied: the last tier, which calls nobody. */
export const MODEL = { name: 'ml', port: 5000, caller: 'backend' } as const;

const SEPARATOR = /^---\n/m;

/**
 * What a new service needs below k8s/ and in skaffold.yaml, made from what the model has there: its own folder, a
 * copy of each of its resources in the components, and a place in every list and pattern that names it.
 */
export function serviceManifests(files: Files, callee: Callee): FileChange[] {
  return [...files].flatMap(([path, text]) => {
    if (/^skaffold.*\.yaml$/.test(path)) return edited(path, text, withListItems(text, callee));
    if (!/^k8s\/.*\.ya?ml$/.test(path)) return [];
    if (isModelsOwn(path)) return [copied(path, text, callee)];
    if (path.startsWith('k8s/base/') && path !== 'k8s/base/kustomization.yaml') return [];
    return edited(path, text, withService(text, callee));
  });
}

/** The text of a file below k8s/, or of skaffold.yaml, without what {@link serviceManifests} put into it for a service. */
export function withoutService(text: string, name: string): string {
  const listed = listItems(name).reduce(dropListItems, text);
  const unpatterned = listed.replaceAll(new RegExp(`\\|${name}(?=[|)])`, 'g'), '');
  const documents = splitDocuments(unpatterned);
  const others = documents.filter((document) => namespaceOf(document) !== name);
  return others.map((document) => keepIn(document, name)).join('---\n');
}

/** Turns the model's text into the new service's. */
export function asService(text: string, { name, port }: Callee): string {
  return replaceWord(replaceWord(text, MODEL.name, name), String(MODEL.port), String(port));
}

function isModelsOwn(path: string): boolean {
  return path.startsWith(`k8s/base/${MODEL.name}/`) || path.endsWith(`/${MODEL.name}.yaml`);
}

function copied(path: string, text: string, callee: Callee): FileChange {
  return {
    path: replaceWord(path, MODEL.name, callee.name),
    text: splitDocuments(text)
      .map((document) => ofService(document, callee))
      .join('---\n'),
    created: true,
  };
}

function edited(path: string, text: string, changed: string): FileChange[] {
  return changed === text ? [] : [{ path, text: changed, created: false }];
}

function withService(text: string, callee: Callee): string {
  const documents = splitDocuments(withListItems(text, callee));
  const ofModel = documents.filter((document) => namespaceOf(document) === MODEL.name);
  const ofCallers = documents.map((document) =>
    callee.calledBy.includes(namespaceOf(document) ?? '') ? letOut(document, callee) : document,
  );
  const added = ofModel.map((document) => ofService(document, callee));
  return [...ofCallers, ...added].map(endLine).join('---\n');
}

/** Lists that name the model get the new service behind it, and so do patterns such as `(backend|ml)-vs`. */
function withListItems(text: string, callee: Callee): string {
  const { name } = MODEL;
  const listed = listItems(name).reduce(
    (before, item) => cloneListItems(before, item, (lines) => asService(lines, callee)),
    text,
  );
  return listed.replaceAll(new RegExp(`\\|${name}(?=[|)])`, 'g'), `|${name}|${callee.name}`);
}

/** First lines of the list items that stand for a service. */
function listItems(name: string): string[] {
  return [name, `${name}.yaml`, `name: ${name}`, `image: ${name}`];
}

function ofService(document: string, callee: Callee): string {
  const sentence = `Only ${callee.calledBy.join(' and ')} ${callee.calledBy.length > 1 ? 'call' : 'calls'}`;
  const renamed = asService(document, callee).replace(`Only the ${MODEL.caller} calls`, () => sentence);
  return letCallersIn(renamed, callee);
}

function splitDocuments(text: string): string[] {
  return text.split(SEPARATOR);
}

function namespaceOf(document: string): string | undefined {
  return /^ {2}namespace: (\S+)$/m.exec(document)?.[1];
}

function endLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
