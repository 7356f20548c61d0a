/** How bad a finding is: requests fail, or something does not run, because of an error. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * What an error of a code does to the configuration that has it, as on a cluster; a warning or an info is always in effect.
 * Sources: Istio's webhook runs only the validation of one object (istio/istio pkg/webhooks/validation/server, which
 * calls pkg/config/validation), and the API server the schema of a CRD with its CEL rules. Neither looks at other objects:
 * what pkg/config/analysis finds between objects, admission never refuses.
 */
export type Effect =
  /** The files cannot be read or built: nothing of them is applied. */
  | 'nothing-applied'
  /** Admission refuses the resource: its last good version stays active. */
  | 'refused'
  /** The pods of the workload cannot start on this machine. */
  | 'not-started'
  /** It takes effect, and does what the finding says. */
  | 'in-effect';

/** What docs/findings.md says of a code; in Markdown, and wrapped there. */
interface Explained {
  readonly name: string;
  /** As Istio's `messages.yaml` has it for Istio's codes; where the lab differs, docs/findings.md says why. */
  readonly severity: Severity;
  /** What becomes of a configuration with an error of this code. */
  readonly effect: Effect;
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
    /** What callers get while an error is in effect, from the arguments of its message. */
    readonly callers?: (...args: Parameters<NoInfer<Writer>>) => string;
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
    /** What callers get while an error is in effect, by the name of its message and from the arguments of that. */
    readonly callers?: {
      readonly [Name in keyof Messages]?: (...args: Parameters<Messages[Name]>) => string;
    };
    readonly severities?: { readonly [Name in keyof Messages]?: Severity };
    readonly sample: SampleOf<NoInfer<Messages>>;
  },
) {
  return written;
}
