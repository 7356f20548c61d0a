import { describe, expect, test } from 'vitest';
import { parseResources } from './parse-resources.ts';

const VIRTUAL_SERVICE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
  namespace: shop
spec:
  hosts: [reviews]
  http:
  - name: all
    route:
    - destination:
        host: reviews
      weight: 90
`;

function printed(origin: string, changes: (text: string) => string = (text) => text): string {
  const annotations = `  annotations:\n${origin.replace(/^/gm, '    ')}\n`;
  return changes(VIRTUAL_SERVICE).replace('metadata:\n', `metadata:\n${annotations}`);
}

const ORIGIN = 'config.kubernetes.io/origin: |\n  path: base/routing.yaml';
const WEIGHT = ['spec', 'http', 0, 'route', 0, 'weight'];

test('a key without a value is one that is not there, as for Kubernetes', () => {
  const text =
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  labels:\nspec:\n  selector:\n  ports: [null]\n';
  const [resource] = parseResources(text).resources;
  expect(resource?.metadata).toEqual({ name: 'a', namespace: 'default' });
  // An empty entry of a list stays: the schema calls it a mistake.
  expect(resource?.spec).toEqual({ ports: [null] });
});

describe('a plain stream', () => {
  test('gives the resources in order, with the positions of their fields', () => {
    const { resources, findings } = parseResources(
      `# first\n---\n${VIRTUAL_SERVICE}---\n\n---\n${VIRTUAL_SERVICE.replace('name: reviews', 'name: ratings')}`,
      {
        file: 'a.yaml',
      },
    );
    expect(findings).toEqual([]);
    expect(resources.map(({ metadata }) => metadata.name)).toEqual(['reviews', 'ratings']);
    expect(resources[0]?.locate(WEIGHT)).toEqual({ file: 'a.yaml', line: 15, column: 7 });
    expect(resources[1]?.locate()).toEqual({ file: 'a.yaml', line: 19, column: 1 });
  });

  test('a field that is not there is located at its nearest parent', () => {
    const [resource] = parseResources(VIRTUAL_SERVICE).resources;
    expect(resource?.locate(['spec', 'http', 0, 'timeout'])).toMatchObject({ line: 9 });
  });

  test('entries of a List are resources', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${VIRTUAL_SERVICE.trim().replaceAll('\n', '\n  ')}\n`;
    const { resources } = parseResources(list);
    expect(resources[0]?.metadata.name).toBe('reviews');
    expect(resources[0]?.locate(WEIGHT)).toMatchObject({ line: 16 });
  });

  test('fields that come from an anchor or a merge key are found', () => {
    const { resources } = parseResources(
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata: &data\n  x: "1"\nother:\n  <<: *data\n  z: "2"\nsame: *data\n',
    );
    expect(resources[0]?.raw.other).toEqual({ x: '1', z: '2' });
    expect(resources[0]?.locate(['other', 'x'])).toMatchObject({ line: 6 });
    expect(resources[0]?.locate(['same', 'x'])).toMatchObject({ line: 6 });
  });

  test('the namespace defaults for namespaced kinds only', () => {
    const { resources } = parseResources(
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: b}\n',
    );
    expect(resources.map(({ metadata }) => metadata.namespace)).toEqual([undefined, 'default']);
  });

  test('scalars are read as Kubernetes reads them', () => {
    const { resources } = parseResources(
      'apiVersion: v1\nkind: X\nmetadata: {name: a}\nspec: {a: on, b: No, c: 2026-01-01, d: 12:30, e: 0o17, f: 017, g: "on", h: ., i: e5, j: .5, k: 1e3}\n',
    );
    expect(resources[0]?.spec).toEqual({
      a: true,
      b: false,
      c: '2026-01-01',
      d: '12:30',
      e: '0o17',
      f: 15,
      g: 'on',
      h: '.',
      i: 'e5',
      j: 0.5,
      k: 1000,
    });
  });
});

describe('mistakes are findings', () => {
  test.each([
    ['an unclosed list', 'a: [1,\nb: 2\n', 'LAB0101', 2],
    ['a tab', 'a:\n\tb: 1\n', 'LAB0101', 2],
    ['a key twice', 'a: 1\nb: 2\na: 3\n', 'LAB0101', 3],
    ['an alias without anchor', 'a: 1\nb: *nowhere\n', 'LAB0101', 2],
    ['thousands of levels', `\n${'['.repeat(20_000)}`, 'LAB0107', 2],
    ['text', '\nhello\n', 'LAB0105', 2],
    ['no kind', 'apiVersion: v1\nmetadata: {name: a}\n', 'LAB0105', 1],
    ['a name that is a number', 'apiVersion: v1\nkind: X\nmetadata: {name: 1}\n', 'LAB0105', 3],
    ['a name that kubectl reads as false', 'apiVersion: v1\nkind: X\nmetadata: {name: n}\n', 'LAB0105', 3],
    ['a key that is a map', 'apiVersion: v1\nkind: X\n? {a: b}\n: c\n', 'LAB0101', 3],
  ])('%s', (_, text, code, line) => {
    const { resources, findings } = parseResources(text, { file: 'a.yaml' });
    expect(resources).toEqual([]);
    expect(findings[0]).toMatchObject({ code, severity: 'error', location: { file: 'a.yaml', line } });
  });

  test.each([
    ['a value', 'kind: X\nspec:\n  replicas: {{ .Values.replicas }}\n', 3],
    ['a line', 'kind: X\nspec:\n{{- if .Values.on }}\n  a: 1\n{{- end }}\n', 3],
    ['an entry of a list', 'kind: X\na:\n- {{ include "a" . | quote }}\n', 3],
    ['a comment at the top', '{{/* what it is */}}\nkind: X\n', 1],
  ])('a Helm template is called what it is: %s', (_, text, line) => {
    const [found, ...others] = parseResources(text, { file: 'a.yaml' }).findings;
    expect(found).toMatchObject({ code: 'LAB0101', message: expect.stringContaining('run helm template') });
    expect(found?.location?.line).toBe(line);
    expect(others).toEqual([]);
  });

  test('braces in text are no template', () => {
    const text =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: '{{ $labels.pod }}'\n  b: |\n    {{ if .x }}\n";
    expect(parseResources(text).findings).toEqual([]);
  });

  test('a broken document does not hide the others', () => {
    const { resources, findings } = parseResources(`a: [\n---\n${VIRTUAL_SERVICE}`);
    expect(findings).toHaveLength(1);
    expect(resources).toHaveLength(1);
  });

  test.each([
    [
      'characters',
      `# ${'x'.repeat(50_000_000)}`,
      'has 50000002 characters, and the lab reads at most 32000000',
      1,
    ],
    [
      'documents',
      'a: 1\n---\n'.repeat(100_000),
      'has 100001 documents, and the lab reads at most 50000',
      100_000,
    ],
    ['aliases', `a: &a 1\nb: [${'*a, '.repeat(2000)}]\n`, 'has more than 1000 aliases', 2],
    [
      'levels by aliases',
      Array.from({ length: 900 }, (_, i) => `a${i}: &a${i} [${i ? `*a${i - 1}` : ''}]\n`).join(''),
      'more than 200 levels deep',
      1,
    ],
    ['values', `a: &a [${'1, '.repeat(30_000)}]\nb: [${'*a, '.repeat(90)}]\n`, 'more than 2000000 values', 1],
  ])('more %s than the lab reads', (_, text, said, line) => {
    const { resources, findings } = parseResources(text, { file: 'a.yaml' });
    expect(resources).toEqual([]);
    expect(findings).toEqual([
      expect.objectContaining({ code: 'LAB0107', message: expect.stringContaining(said) }),
    ]);
    expect(findings[0]?.location).toMatchObject({ file: 'a.yaml', line });
  });

  test('a document that was read before is not read again, and its places are those of the new text', () => {
    const before = parseResources(`${VIRTUAL_SERVICE}---\n${VIRTUAL_SERVICE.replace('90', '80')}`).resources;
    const text = `# a line more\n---\n${VIRTUAL_SERVICE.replace('90', '70')}---\n${VIRTUAL_SERVICE.replace('90', '80')}`;
    const { resources } = parseResources(text, { before });
    expect(resources.map(({ raw }) => before.some((other) => other.raw === raw))).toEqual([false, true]);
    expect(resources.map((resource) => resource.locate(WEIGHT).line)).toEqual([15, 29]);
  });

  test('aliases that multiply are refused', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
    const { findings } = parseResources(`l0: &l0 [x]\n${levels.join('\n')}\n`);
    expect(findings[0]).toMatchObject({ code: 'LAB0107', message: expect.stringContaining('alias') });
  });
});

describe('what kustomize printed', () => {
  const file = { 'base/routing.yaml': `# routes\n${VIRTUAL_SERVICE}` };
  const locate = (stream: string, files: Record<string, string>, path = WEIGHT) =>
    parseResources(stream, { origins: new Map(Object.entries(files)) }).resources[0]?.locate(path);

  test('its annotations are taken off, others stay', () => {
    const { resources } = parseResources(printed(`${ORIGIN}\nmine: "1"`));
    expect(resources[0]?.metadata.annotations).toEqual({ mine: '1' });
    expect(parseResources(printed(ORIGIN)).resources[0]?.raw.metadata).toEqual({
      name: 'reviews',
      namespace: 'shop',
    });
  });

  test.each(['[[[', '{a: *b}', '['.repeat(20_000), '- null', '1'])(
    'an origin that is %.20s says nothing',
    (text) => {
      const annotations = `{config.kubernetes.io/origin: '${text}', alpha.config.kubernetes.io/transformations: '${text}'}`;
      const stream = VIRTUAL_SERVICE.replace('metadata:\n', `metadata:\n  annotations: ${annotations}\n`);
      const { resources, findings } = parseResources(stream);
      expect(findings).toEqual([]);
      expect(resources[0]?.locate(WEIGHT).file).toBe('kustomization.yaml');
    },
  );

  test('a field is located in the file of its origin', () => {
    expect(locate(printed(ORIGIN), file)).toEqual({ file: 'base/routing.yaml', line: 14, column: 7 });
  });

  test('without the text of the origin, the file alone', () => {
    expect(locate(printed(ORIGIN), {})).toEqual({ file: 'base/routing.yaml' });
  });

  test('a name with a prefix and a suffix still leads to its document', () => {
    const other = VIRTUAL_SERVICE.replace('name: reviews', 'name: view');
    const renamed = printed(ORIGIN, (text) => text.replace('name: reviews', 'name: a-reviews-b'));
    expect(locate(renamed, { 'base/routing.yaml': `${other}---\n${VIRTUAL_SERVICE}` })).toMatchObject({
      line: 27,
    });
  });

  test('list entries are followed by name where kustomize may have moved them', () => {
    const moved = printed(ORIGIN, (text) => text.replace('  - name: all', '  - name: new\n  - name: all'));
    expect(locate(moved, file, ['spec', 'http', 1, 'route', 0, 'weight'])).toMatchObject({ line: 14 });
  });

  const transformed = `${ORIGIN}
alpha.config.kubernetes.io/transformations: |
  - configuredIn: overlay/kustomization.yaml
    configuredBy: {apiVersion: builtin, kind: PatchTransformer}`;
  const changed = printed(transformed, (text) => text.replace('weight: 90', 'weight: 91'));

  test('a field that a patch file set is located there', () => {
    const patch =
      'kind: VirtualService\nmetadata:\n  name: reviews\nspec:\n  http:\n  - name: all\n    route:\n    - weight: 91\n';
    const files = {
      ...file,
      'overlay/kustomization.yaml': 'patches:\n- path: ../patches/weight.yaml\n',
      'patches/weight.yaml': patch,
    };
    expect(locate(changed, files)).toMatchObject({ file: 'patches/weight.yaml', line: 8 });
  });

  test('a field that an inline JSON patch set is located in the kustomization', () => {
    const kustomization = `resources: [../base]
patches:
- target: {kind: VirtualService}
  patch: |
    - op: test
      path: /spec/hosts/0
    - op: replace
      path: /spec/http/0/route/0/weight
      value: 91
`;
    const files = { ...file, 'overlay/kustomization.yaml': kustomization };
    expect(locate(changed, files)).toEqual({ file: 'overlay/kustomization.yaml', line: 7 });
  });

  test('a label that the kustomization sets is located there', () => {
    const labelled = printed(transformed, (text) =>
      text.replace('metadata:\n', 'metadata:\n  labels: {team: a}\n'),
    );
    const files = { ...file, 'overlay/kustomization.yaml': 'labels:\n- pairs:\n    team: a\n' };
    expect(locate(labelled, files, ['metadata', 'labels', 'team'])).toMatchObject({
      file: 'overlay/kustomization.yaml',
      line: 3,
    });
  });
});
