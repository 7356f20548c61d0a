/** What kustomize's messages say, in words of the files that people edit. */
const PLAIN: readonly (readonly [pattern: RegExp, text: (...parts: string[]) => string])[] = [
  [
    /cannot unmarshal (\w+) into Go struct field \w+\.(\S+) of type (\S+)/,
    (found, field, wanted) => `${field} must be ${goType(wanted)}, not ${jsonType(found)}`,
  ],
  [
    /no matches for Id ([^\s;]+)/,
    (id) => `a patch is for ${describeId(id)}, which is not among the resources`,
  ],
  [
    /already registered id: (\S+)/,
    (id) =>
      `already registered id: ${describeId(id)} is there twice. Keep one of the two, or make one of them a patch`,
  ],
  [
    /(\w+) operation does not apply: doc is missing (?:path|key): (\S+?):? missing value/,
    (operation, path) => `a patch's ${operation} is for ${path}, which the resource does not have`,
  ],
  [
    /(\w+) operation does not apply: (?:doc is missing (?:path|key): )?"?(\/[^\s":]+)/,
    (operation, path) => `a patch's ${operation} is for ${path}, which the resource does not have`,
  ],
  [
    /missing metadata\.name in object \{\{(\S*) (\S*)\}/,
    (_, kind) => `missing metadata.name: a ${kind || 'resource'} has no name`,
  ],
  [/missing Resource metadata/, () => 'not a Kubernetes object: it has no metadata'],
  [
    /resource with name (\S+) does not match a config with the following GVK/,
    (name) => `replicas: there is no Deployment, StatefulSet or ReplicaSet named ${name}`,
  ],
  [
    /unable to parse SM or JSON patch from \[(?:path: "([^"]*)")?/,
    (path) =>
      `${path ? `patch ${path}` : 'a patch'} is neither a part of a resource nor a list of operations`,
  ],
  [/(?:unable to find one of|No kustomization file found)/i, () => 'the folder has no kustomization.yaml'],
  [/fatal error: ([^\n]+)|panic: ([^\n]+)/, (fatal, panic) => `kustomize itself failed: ${fatal ?? panic}`],
];

/** The reason on one line, without the paths of this machine; kustomize's own words where no plainer ones are known. */
export function plainReason(reason: string, root: string): string {
  for (const [pattern, text] of PLAIN) {
    const match = pattern.exec(reason);
    if (match) return text(...match.slice(1));
  }
  return reason
    .replace(/^Error: /, '')
    .replace(/trouble configuring builtin (\w+) with config: `[^`]*`: /g, '')
    .replaceAll(`${root}/`, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** `Service.v1.[noGrp]/web.shop` → `Service web in namespace shop`. */
function describeId(id = ''): string {
  const [type = '', name = ''] = id.split('/');
  const kind = type.split('.', 1)[0];
  const end = name.lastIndexOf('.');
  const [own, namespace] = end < 0 ? [name, ''] : [name.slice(0, end), name.slice(end + 1)];
  return `${kind} ${own}${namespace && namespace !== '[noNs]' ? ` in namespace ${namespace}` : ''}`;
}

function goType(type = ''): string {
  if (type.startsWith('[]')) return 'a list';
  if (type.startsWith('map') || type.includes('.')) return 'a map';
  return { string: 'text', bool: 'true or false' }[type] ?? (/^u?int/.test(type) ? 'a whole number' : type);
}

function jsonType(type = ''): string {
  const known: Readonly<Record<string, string>> = { array: 'a list', object: 'a map', string: 'text' };
  return known[type] ?? `a ${type}`;
}
