import { type Document, parseDocument } from 'yaml';

/** Who may call the new service, and where it listens. */
export interface Callee {
  readonly name: string;
  readonly port: number;
  readonly calledBy: readonly string[];
}

type Resource = Document.Parsed;

const inNamespace = (namespace: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
});

/** Writes the callers into a resource of the new service that lists them; others stay as they are. */
export function letCallersIn(text: string, { calledBy }: Callee): string {
  return editing(text, (document) => {
    if (document.get('kind') === 'AuthorizationPolicy') {
      const principals = calledBy.map((caller) => `cluster.local/ns/${caller}/sa/${caller}`);
      setNode(document, ['spec', 'rules', 0, 'from', 0, 'source', 'principals'], principals);
    }
    if (document.get('kind') === 'NetworkPolicy') {
      setNode(document, ['spec', 'ingress', 0, 'from'], calledBy.map(inNamespace));
    }
  });
}

/** Lets a caller's resource reach the new service where the resource limits what the caller may reach. */
export function letOut(text: string, { name, port }: Callee): string {
  return editing(text, (document) => {
    if (document.get('kind') === 'Sidecar') {
      const host = document.createNode(`${name}/*`);
      host.type = 'QUOTE_DOUBLE';
      document.addIn(['spec', 'egress', 0, 'hosts'], host);
    }
    if (document.get('kind') === 'NetworkPolicy') {
      // 15008: HBONE, where the namespace is ambient.
      const rule = { to: [inNamespace(name)], ports: [{ port }, { port: 15008 }] };
      document.addIn(['spec', 'egress'], document.createNode(rule));
    }
  });
}

/** Takes back what {@link letOut} wrote for a service. */
export function keepIn(text: string, name: string): string {
  return editing(text, (document) => {
    if (document.get('kind') === 'Sidecar') {
      drop(document, ['spec', 'egress', 0, 'hosts'], (host) => host === `${name}/*`);
    }
    if (document.get('kind') === 'NetworkPolicy') {
      const goesThere = (rule: unknown) =>
        JSON.stringify((rule as { to?: unknown }).to) === JSON.stringify([inNamespace(name)]);
      drop(document, ['spec', 'egress'], goesThere);
    }
  });
}

/** Removes the entries of a list that are meant. */
function drop(
  document: Resource,
  path: readonly (string | number)[],
  isMeant: (value: unknown) => boolean,
): void {
  const values = document.toJS() as unknown;
  const list = path.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    values,
  );
  if (!Array.isArray(list)) return;
  for (const at of [...list.keys()].reverse()) if (isMeant(list[at])) document.deleteIn([...path, at]);
}

function setNode(document: Resource, path: readonly (string | number)[], value: unknown): void {
  document.setIn(path, document.createNode(value));
}

/** Changes one YAML document; the text is the same to the byte where nothing was changed. */
function editing(text: string, change: (document: Resource) => void): string {
  const document = parseDocument(text);
  const before = document.toString({ indentSeq: false, lineWidth: 0 });
  change(document);
  const after = document.toString({ indentSeq: false, lineWidth: 0 });
  return after === before ? text : after;
}
