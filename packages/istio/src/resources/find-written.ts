import { oncePer } from './once-per.ts';
import type { YamlObject, YamlSource } from './read-yaml.ts';

/** Objects by kind and name. */
const objectsByName = oncePer(({ objects }: YamlSource) =>
  Map.groupBy(objects, ({ value }) => `${(value as { kind?: unknown } | null)?.kind}/${nameOf(value)}`),
);

/** The object of a file that became the printed one: transformers may have put text around its name. */
export function findWritten(
  source: YamlSource | undefined,
  printed: Readonly<Record<string, unknown>>,
): YamlObject | undefined {
  if (!source) return undefined;
  const name = nameOf(printed);
  const named = objectsByName(source).get(`${printed.kind}/${name}`);
  const sameKind =
    named ?? source.objects.filter(({ value }) => (value as { kind?: unknown })?.kind === printed.kind);
  const candidates = sameKind
    .filter((object) => name.includes(nameOf(object.value)))
    .sort((a, b) => nameOf(b.value).length - nameOf(a.value).length);
  const [best] = candidates;
  const equal = candidates.filter((object) => nameOf(object.value) === nameOf(best?.value));
  const namespace = namespaceOf(printed);
  return equal.find((object) => namespaceOf(object.value) === namespace) ?? best;
}

function nameOf(object: unknown): string {
  const name = (object as { metadata?: { name?: unknown } | null } | null)?.metadata?.name;
  return typeof name === 'string' ? name : '';
}

function namespaceOf(object: unknown): unknown {
  return (object as { metadata?: { namespace?: unknown } | null } | null)?.metadata?.namespace;
}
