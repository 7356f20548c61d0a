import { type ParsedNode, parseAllDocuments } from 'yaml';

/** A Kubernetes object. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** The documents of a YAML stream; throws where it is broken. */
export function documentsOf<T>(text: string): T[] {
  const documents = [...parseAllDocuments<ParsedNode>(text)];
  for (const { errors } of documents) if (errors[0]) throw errors[0];
  return documents.map((document) => document.toJS()).filter(Boolean);
}

/** The resources of a stream by name: each tool has an order of its own. */
export function inOrder<T extends KubeObject>(yaml: string): T[] {
  const key = ({ kind, metadata }: T) => `${kind} ${metadata.namespace ?? ''} ${metadata.name}`;
  return documentsOf<T>(yaml).sort((one, other) => (key(one) < key(other) ? -1 : 1));
}
