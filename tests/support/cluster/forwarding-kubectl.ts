import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_CONNECTION } from './api-server.ts';

/**
 * The real kubectl, whose port-forward and exec are stood in for where the API server of a test has nothing against them,
 * but that it can carry no connection.
 */
export interface ForwardingKubectl {
  /** For KUBECTL_BIN. */
  readonly program: string;
  /** What `pilot-agent request GET stats` prints in any proxy. */
  readonly statsFile: string;
  /** Each port-forward and exec that was started: its arguments, and the process. */
  forwards(): readonly { readonly args: string; readonly pid: number }[];
}

/** Containers of this name have no Node. */
export const WITHOUT_NODE = 'ml';

/**
 * @param ports what to lead to, by service; it prints that port as the one it has opened, and then waits as kubectl does
 */
export function makeForwardingKubectl(
  dir: string,
  realKubectl: string,
  ports: Readonly<Record<string, number>>,
): ForwardingKubectl {
  const program = join(dir, 'kubectl');
  const log = join(dir, 'forwards');
  const statsFile = join(dir, 'stats');
  const cases = Object.entries(ports).map(
    ([service, port]) =>
      `    *" service/${service} "*) echo "Forwarding from 127.0.0.1:${port} -> 8080"; exec sleep 600 ;;`,
  );
  const script = [
    '#!/bin/sh',
    'case " $* " in',
    '  *" port-forward "*) ;;',
    '  *" exec "*) ;;',
    `  *) exec '${realKubectl}' "$@" ;;`,
    'esac',
    // What the real one asks, and why it fails where it does so before there is a connection.
    `refusal=$('${realKubectl}' "$@" 2>&1 >/dev/null </dev/null)`,
    `case "$refusal" in *'${NO_CONNECTION}'*) ;; *) echo "$refusal" >&2; exit 1 ;; esac`,
    // A line each, also where an argument is a script.
    `echo "$$ $(echo "$*" | tr '\\n' ' ')" >> '${log}'`,
    'case " $* " in',
    ...cases,
    // A container without the program, as containerd says it; any other has that of this machine.
    `  *" ${WITHOUT_NODE} "*) echo 'error: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "5e1": OCI runtime exec failed: exec failed: unable to start container process: exec: "node": executable file not found in $PATH: unknown' >&2; exit 1 ;;`,
    `  *" -c istio-proxy -- pilot-agent request GET stats"*) cat '${statsFile}' 2>/dev/null; exit 0 ;;`,
    `  *" exec "*) while [ "$1" != -- ]; do shift; done; shift 2; exec '${process.execPath}' "$@" ;;`,
    'esac',
    'echo "error: no such service" >&2; exit 1',
  ];
  writeFileSync(program, `${script.join('\n')}\n`);
  chmodSync(program, 0o755);
  const lines = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  return {
    program,
    statsFile,
    forwards: () =>
      lines().map((line) => {
        const [pid = '', ...args] = line.split(' ');
        return { pid: Number(pid), args: args.join(' ') };
      }),
  };
}
