import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A `docker` before the real one on PATH, as kind uses it: nothing runs, and what was asked for is on record. */
export interface DockerStandIn {
  readonly env: NodeJS.ProcessEnv;
  /** The arguments of each call that changes something: `run`, `rm`, `network create`. */
  calls(): readonly string[];
}

export interface DockerBehaviour {
  /** What becomes of the nodes: Docker refuses in these words, or does not come to an end. */
  readonly run: { readonly refuses: string } | 'never ends';
  /** JSON of `docker info`, over that of an engine that is as it should be. */
  readonly info?: Readonly<Record<string, unknown>>;
  /** Names of clusters that there are. */
  readonly clusters?: readonly string[];
}

const engine = {
  ServerVersion: '28.2.2',
  MemTotal: 8 * 2 ** 30,
  NCPU: 4,
  CgroupVersion: '2',
  CgroupDriver: 'systemd',
};

/** Writes it. The answers are those of Docker 28 to what kind 0.33 asks. */
export function makeDockerStandIn(
  dir: string,
  { run, info = {}, clusters = [] }: DockerBehaviour,
): DockerStandIn {
  const bin = join(dir, 'docker-bin');
  const log = join(dir, 'docker-calls');
  mkdirSync(bin, { recursive: true });
  writeFileSync(log, '');
  const outcome = run === 'never ends' ? 'exec sleep 600' : `echo 'docker: ${run.refuses}' >&2; exit 125`;
  const script = `#!/bin/sh
case "$1 $2" in
  '-v '*) echo 'Docker version 28.2.2, build e6534b4' ;;
  info*) case "$*" in *'{{json .}}'*) echo '${JSON.stringify({ ...engine, ...info })}' ;; *) echo '""' ;; esac ;;
  'ps '*) case "$*" in
    *'{{.Names}}'*) sed -n 's/^run --name \\([^ ]*\\).*/\\1/p' '${log}' ;;
    *) printf '%s' '${clusters.map((name) => `${name}\n`).join('')}' ;;
  esac ;;
  'network ls') echo 'kind-id' ;;
  'inspect '*) echo '[]' ;;
  'run '*) echo "$*" >> '${log}'; ${outcome} ;;
  *) echo "$*" >> '${log}' ;;
esac
`;
  const program = join(bin, 'docker');
  writeFileSync(program, script);
  chmodSync(program, 0o755);
  return {
    env: { PATH: [bin, process.env.PATH].join(delimiter) },
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').filter(Boolean) : []),
  };
}
