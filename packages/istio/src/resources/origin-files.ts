import { readYaml, type YamlSource } from './read-yaml.ts';

/** The files that kustomize read, by path relative to the project's root. Undefined for one not at hand. */
export type OriginFiles = (path: string) => YamlSource | undefined;

/** Each text is parsed when it is first asked for. */
export function originFiles(texts: ReadonlyMap<string, string>): OriginFiles {
  const read = new Map<string, YamlSource>();
  return (path) => {
    const text = texts.get(path);
    if (text === undefined) return undefined;
    const source = read.get(path) ?? readYaml(text, path);
    read.set(path, source);
    return source;
  };
}
