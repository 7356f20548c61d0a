import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

/** The folder of the broken configurations. */
export const causesFolder: string = resolve(import.meta.dirname, '../../lab/causes');

/** A request, as the fields of its sender need it. */
export interface CauseRequest {
  /** Of the application of pod client. */
  readonly url?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes to send in place of a request. */
  readonly bytes?: string;
  /** Length of a header that is added. */
  readonly headerBytes?: number;
  /** Which of {@link tokens} it carries. */
  readonly token?: string;
  readonly count?: number;
  readonly parallel?: number;
  readonly pauseMs?: number;
  readonly timeoutMs?: number;
  /** Of a client of the gateway. */
  readonly host?: string;
  readonly path?: string;
  /** TLS with this server name; `plaintext` for HTTP to the gateway's port for HTTPS. */
  readonly sni?: string;
  /** Workload and container port, of a caller outside of the mesh. */
  readonly pod?: string;
  readonly port?: number;
}

/** A broken configuration, a request that fails because of it, and the cause that was planted. */
export interface CauseCase {
  readonly name: string;
  /** The file in edits/, where it is not called as the case. */
  readonly edit?: string;
  /** It cannot be made to happen any more: its lines were recorded when it could. */
  readonly recordedOnly?: boolean;
  readonly from: 'client' | 'gateway' | 'outside';
  /** Requests that come before. */
  readonly first?: CauseRequest;
  /** What to wait for after them. */
  readonly until?: 'unready';
  readonly send: CauseRequest;
  /** What happens while the request is under way. */
  readonly meanwhile?: 'kill-sidecar' | 'replace-pod';
  /** Set where no proxy logs the ID of the request: the last failure is asked about. */
  readonly unnamed?: boolean;
  /** A status, or how the connection ended. */
  readonly gets: number | string;
  /** Code of the planted cause. */
  readonly cause: string;
  /** Codes of others that take part in it. */
  readonly and: readonly string[];
  readonly certainty: 'certain' | 'likely';
  /** Regular expression for the sentence of the cause. */
  readonly says?: string;
  /** Regular expressions for its lines of evidence. */
  readonly evidence: readonly string[];
}

/** The cases, in the order in which they have to run. */
export function readCases(): CauseCase[] {
  const written = parse(readFileSync(join(causesFolder, 'cases.yaml'), 'utf8')) as Partial<CauseCase>[];
  const defaults = { from: 'client', certainty: 'certain', and: [], evidence: [] };
  return written.map((one) => ({ ...defaults, ...one }) as CauseCase);
}
