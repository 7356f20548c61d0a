/** How bad a finding is: an error keeps a configuration from taking effect, a warning and an info do not. */
export type Severity = 'error' | 'warning' | 'info';

/** What docs/findings.md says of a code; in Markdown, and wrapped there. */
interface Explained {
  readonly name: string;
  /** As Istio's `messages.yaml` has it for Istio's codes; where the lab differs, docs/findings.md says why. */
  readonly severity: Severity;
  /** What it means, and what callers get. */
  readonly meaning: string;
  readonly remedy: string;
}

type Writers = Readonly<Record<string, (args: never) => string>>;

/** A message by its name, and arguments for it. */
type SampleOf<Messages extends Writers> = {
  [Name in keyof Messages]: readonly [name: Name, ...args: Parameters<Messages[Name]>];
}[keyof Messages];

/** A code with one message. */
export function entry<Writer extends (args: never) => string>(
  written: Explained & {
    readonly message: Writer;
    /** Arguments of the message that docs/findings.md shows. */
    readonly sample: Parameters<NoInfer<Writer>>;
  },
) {
  return written;
}

/** A code with several messages, each of the code's severity unless `severities` has another. */
export function entryOfMany<const Messages extends Writers>(
  written: Explained & {
    readonly messages: Messages;
    readonly severities?: { readonly [Name in keyof Messages]?: Severity };
    readonly sample: SampleOf<NoInfer<Messages>>;
  },
) {
  return written;
}
