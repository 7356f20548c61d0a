import { type ErrorCode, LabError } from '@lab/errors';

interface Pattern {
  readonly matches: RegExp;
  readonly code: ErrorCode;
  readonly remedy: string;
}

/** What kind says, and what to do about it (kind documentation, "Known Issues"); the first that matches. */
const patterns: readonly Pattern[] = [
  {
    matches: /docker daemon|failed to get docker info|executable file not found/i,
    code: 'DOCKER_UNAVAILABLE',
    remedy: 'Install Docker, or start it.',
  },
  {
    matches: /error loading config|unable to decode config|unknown field|invalid configuration/i,
    code: 'KIND_CONFIG',
    remedy: 'Correct k8s/cluster/kind.yaml: https://kind.sigs.k8s.io/docs/user/configuration/.',
  },
  {
    matches: /node\(s\) already exist/,
    code: 'KIND_CLUSTER_EXISTS',
    remedy: '`./lab kind status` shows it, `./lab kind down` deletes it.',
  },
  {
    matches: /port is already allocated|address already in use|ports are not available/i,
    code: 'KIND_PORT_IN_USE',
    remedy: 'Stop the program that listens there, or change hostPort in k8s/cluster/kind.yaml.',
  },
  {
    matches: /failed to pull image|pull access denied|manifest unknown|no matching manifest/i,
    code: 'KIND_NODE_IMAGE',
    remedy: 'The node image comes from Docker Hub. Check the network connection, or load the image first.',
  },
  {
    matches: /too many open files|inotify/i,
    code: 'KIND_INOTIFY',
    remedy:
      'Raise the limits: sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512.',
  },
];

/** Turns what kind wrote to stderr into an error that says what to do. */
export function kindError(stderr: string): LabError {
  const message = kindMessage(stderr);
  const known = patterns.find(({ matches }) => matches.test(message));
  return new LabError(
    known?.code ?? 'KIND',
    message,
    known?.remedy ?? 'See the known issues of kind: https://kind.sigs.k8s.io/docs/user/known-issues/.',
  );
}

/** `ERROR: MESSAGE`; of a command that failed inside, the last line that it wrote in place of all, and no stack. */
function kindMessage(stderr: string): string {
  const start = stderr.lastIndexOf('ERROR: ');
  const [written = ''] = stderr.slice(start === -1 ? 0 : start).split(/\nStack Trace:/);
  const [message = '', output] = written.replace(/^ERROR: /, '').split(/\n+Command Output: /);
  if (output === undefined) return message.trim() || 'kind failed without a message';
  const what = message.replace(/: command .*$/s, '');
  return `${what}: ${output.trim().split('\n').at(-1) ?? ''}`;
}
