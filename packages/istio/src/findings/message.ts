import { CATALOGUE, type Catalogue, type FindingCode, type Severity } from './catalogue.ts';

/** Names a message of the catalogue: its code, and which one where the code has several (`IST0101.subset`). */
export type MessageKey = { [Code in FindingCode]: KeysOf<Code> }[FindingCode];

type KeysOf<Code extends FindingCode> = Catalogue[Code] extends { readonly messages: infer Messages }
  ? `${Code}.${keyof Messages & string}`
  : Code;

type WriterOf<Key extends MessageKey> = Key extends `${infer Code extends FindingCode}.${infer Name}`
  ? Catalogue[Code] extends { readonly messages: infer Messages }
    ? Messages[Name & keyof Messages]
    : never
  : Key extends FindingCode
    ? Catalogue[Key] extends { readonly message: infer Writer }
      ? Writer
      : never
    : never;

/** The arguments of a message, as its function in the catalogue declares them; none is an empty list. */
export type ArgumentsOf<Key extends MessageKey> =
  WriterOf<Key> extends (...args: infer Arguments extends readonly unknown[]) => string ? Arguments : never;

/** A message that has been written, before it is known what it is about. */
export interface Message<Code extends FindingCode = FindingCode> {
  readonly code: Code;
  readonly severity: Severity;
  readonly text: string;
  /** What callers get while it is in effect. */
  readonly callers?: string;
}

type CodeOf<Key extends MessageKey> = Key extends `${infer Code extends FindingCode}.${string}`
  ? Code
  : Extract<Key, FindingCode>;

/** Writes a message of the catalogue. */
export function message<Key extends MessageKey>(key: Key, ...args: ArgumentsOf<Key>): Message<CodeOf<Key>> {
  const [code, name] = key.split('.', 2) as [CodeOf<Key>, string | undefined];
  const entry: WrittenEntry = CATALOGUE[code];
  const write = name === undefined ? entry.message : entry.messages?.[name];
  const severity = (name !== undefined && entry.severities?.[name]) || entry.severity;
  const outcome = typeof entry.callers === 'function' ? entry.callers : entry.callers?.[name ?? ''];
  const given = args as unknown as readonly never[];
  return {
    ...{ code, severity, text: write?.(...given) ?? '' },
    ...(outcome && { callers: outcome(...given) }),
  };
}

type Writer = (...args: readonly never[]) => string;

/** An entry, whatever the arguments of its messages are. */
interface WrittenEntry {
  readonly severity: Severity;
  readonly message?: Writer;
  readonly messages?: Readonly<Record<string, Writer>>;
  readonly callers?: Writer | Readonly<Record<string, Writer | undefined>>;
  readonly severities?: Readonly<Record<string, Severity | undefined>>;
}
