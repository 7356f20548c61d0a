import { type Message, message } from '@lab/istio';

/** What kustomize's messages say, in words of the files that people edit. */
const PLAIN: readonly (readonly [pattern: RegExp, write: (...parts: string[]) => Message<'LAB0104'>])[] = [
  [
    /cannot unmarshal (\w+) into Go struct field \w+\.(\S+) of type (\S+)/,
    (found, field = '', wanted) =>
      message('LAB0104.type', { field, expected: goType(wanted), actual: jsonType(found) }),
  ],
  [/no matches for Id ([^\s;]+)/, (id) => message('LAB0104.patchTarget', { target: describeId(id) })],
  [/already registered id: (\S+)/, (id) => message('LAB0104.twice', { resource: describeId(id) })],
  [
    /(\w+) operation does not apply: doc is missing (?:path|key): (\S+?):? missing value/,
    (operation = '', path = '') => message('LAB0104.patchPath', { operation, path }),
  ],
  [
    /(\w+) operation does not apply: (?:doc is missing (?:path|key): )?"?(\/[^\s":]+)/,
    (operation = '', path = '') => message('LAB0104.patchPath', { operation, path }),
  ],
  [
    /missing metadata\.name in object \{\{(\S*) (\S*)\}/,
    (_, kind) => message('LAB0104.unnamed', { kind: kind || 'resource' }),
  ],
  [/missing Resource metadata/, () => message('LAB0104.noMetadata')],
  [
    /resource with name (\S+) does not match a config with the following GVK/,
    (name = '') => message('LAB0104.replicas', { name }),
  ],
  [
    /unable to parse SM or JSON patch from \[(?:path: "([^"]*)")?/,
    (path = '') => message('LAB0104.patchForm', { patch: path }),
  ],
  [
    /security; (?:file|directory)? ?'([^']+)' is not in or below/,
    (path = '') => message('LAB0104.outside', { path }),
  ],
  [/new root '([^']+)' cannot be absolute/, (path = '') => message('LAB0104.absolute', { path })],
  [/must specify --enable-helm/, () => message('LAB0104.helm')],
  [
    /external plugins disabled; unable to load external plugin '([^']*)'/,
    (kind = '') => message('LAB0104.plugin', { kind }),
  ],
  [/cycle detected: candidate root/, () => message('LAB0104.circle')],
  [/(?:unable to find one of|No kustomization file found)/i, () => message('LAB0104.noKustomization')],
  [
    /fatal error: ([^\n]+)|panic: ([^\n]+)/,
    (fatal, panic) => message('LAB0104.crashed', { said: fatal ?? panic ?? '' }),
  ],
];

/** The reason on one line, without the paths of this machine; kustomize's own words where no plainer ones are known. */
export function plainReason(reason: string, root: string): Message<'LAB0104'> {
  const named = reason.replaceAll(`${root}/`, '');
  for (const [pattern, write] of PLAIN) {
    const match = pattern.exec(named);
    if (match) return write(...match.slice(1));
  }
  const said = named
    .replace(/^Error: /, '')
    .replace(/trouble configuring builtin (\w+) with config: `[^`]*`: /g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return message('LAB0104.kustomize', { said });
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
  return { string: 'a string', bool: 'true or false' }[type] ?? (/^u?int/.test(type) ? 'an integer' : type);
}

function jsonType(type = ''): string {
  const known: Readonly<Record<string, string>> = { array: 'a list', object: 'a map', string: 'a string' };
  return known[type] ?? `a ${type}`;
}
