import { type ErrorCode, LabError } from '@lab/errors';
import { missingRights } from './missing-rights.ts';

interface Pattern {
  readonly matches: RegExp;
  readonly code: ErrorCode;
  readonly remedy: (context: string) => string;
}

/** What kubectl says (k8s.io/kubectl `pkg/cmd/util` and client-go), and what to do about it; the first that matches. */
const patterns: readonly Pattern[] = [
  {
    matches:
      /unable to connect to the server|was refused - did you specify|connection refused|i\/o timeout|no such host|deadline exceeded|currently unable to handle/i,
    code: 'API_UNREACHABLE',
    remedy: (context) =>
      `Check that the cluster runs: ./lab kind status for kind, otherwise kubectl --context ${context} cluster-info.`,
  },
  {
    matches: /unauthorized|must be logged in|asked for the client to provide credentials/i,
    code: 'API_FORBIDDEN',
    remedy: (context) => `Log in again: the API server does not know the user of ${context}.`,
  },
  {
    // What admission says (k8s.io/apimachinery `pkg/api/errors`): a webhook such as istiod's, a schema, a field that is not known.
    matches: /denied the request|\(Invalid\)|is invalid: |strict decoding error|cannot be handled as a/,
    code: 'REJECTED',
    remedy: () => 'Correct what the message names.',
  },
  {
    matches: /\((Conflict|AlreadyExists)\)/,
    code: 'CONFLICT',
    remedy: () => 'Run the command again.',
  },
  {
    matches: /forbidden/i,
    code: 'API_FORBIDDEN',
    remedy: () =>
      'Apply the roles that the lab needs: kubectl apply -k k8s/rbac (docs/kubernetes.md, "Rights").',
  },
  {
    matches: /doesn't have a resource type/,
    code: 'UNKNOWN_TYPE',
    remedy: () => 'Install the component that defines it. `skaffold run` installs Istio.',
  },
  {
    // What container runtimes say when they cannot start a program, for instance containerd with runc.
    matches: /executable file not found|exec: ".*": stat .*: no such file or directory/,
    code: 'NOT_IN_IMAGE',
    remedy: () => 'Use an image that has the program, or a pod whose image has it.',
  },
  {
    matches: /\(NotFound\)/,
    code: 'NOT_FOUND',
    remedy: (context) => `List the resources: kubectl --context ${context} get all -A.`,
  },
];

/** Turns what kubectl wrote to stderr into an error that says what to do. */
export function kubectlError(stderr: string, context: string): LabError {
  // Lines that begin like E1125 are the log of its own library, and come before the message.
  const lines = stderr.split('\n').filter((line) => line.trim() && !/^[IWEF]\d{4} /.test(line));
  const message = refusedRights(stderr) ?? (lines.at(-1) ?? stderr).trim().replace(/^error: /i, '');
  const known = patterns.find(({ matches }) => matches.test(stderr));
  if (known) return new LabError(known.code, message, known.remedy(context));
  return new LabError(
    'KUBECTL',
    `kubectl: ${message}`,
    `Run kubectl yourself with --context ${context} to see more.`,
  );
}

/** Every right that was missing: a list of several types is refused for each of them. */
function refusedRights(stderr: string): string | undefined {
  const missing = missingRights(stderr);
  return missing && `${missing.user} cannot ${missing.rights.join('; ')}`;
}
