import { callApplication } from '../call/call-application.ts';
import type { CallOptions } from '../call/call-options.ts';
import { callOwn } from '../call/call-own.ts';
import { headerOption } from '../call/own-request.ts';
import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  UsageError,
  wholeNumber,
} from '../command.ts';
import { askMesh, placeOption } from '../place-option.ts';

/** Sends requests: to the application through the gateway, to any host of the gateway, or from a pod. */
export const callCommand: CommandDefinition<CallOptions> = {
  name: 'call',
  argument: { name: 'url', required: false, description: 'with --from: what the pod asks' },
  summary: 'send requests through the gateway and compare the split of every tier with its weights',
  options: [
    { flags: '--canary', description: 'send the header x-canary: true' },
    {
      flags: '-n, --requests <count>',
      description: 'requests in all; without: 1000 to the application, 1 of a request of your own',
      parse: wholeNumber(1, 1_000_000),
    },
    {
      flags: '-c, --concurrency <count>',
      description: 'requests in flight at a time',
      default: 10,
      parse: wholeNumber(1, 1000),
    },
    { flags: '--item <name>', description: 'the item to sort; without: glass bottle' },
    { flags: '--host <host>', description: 'a host name that the gateway serves' },
    { flags: '--path <path>', description: 'path and query, in place of the application’s own' },
    { flags: '--method <method>', description: 'GET without --data, POST with it' },
    {
      flags: '-H, --header <header>',
      description: "'name: value'; may be there more than once",
      parse: headerOption,
    },
    { flags: '--data <text>', description: 'a body, or @FILE, or @- for stdin' },
    {
      flags: '--from <workload>',
      description:
        'ask URL from a pod of it, NAME or NAMESPACE/NAME: through its sidecar, with its identity; "outside": from no pod of the mesh',
    },
    {
      flags: '--timeout <ms>',
      description: 'milliseconds to wait for one answer',
      default: 10_000,
      parse: wholeNumber(1, 600_000),
    },
    placeOption,
    { flags: '--json', description: 'print the result as JSON' },
  ],
  examples: [
    ['./lab call', '1,000 requests: is the split what the weights say?'],
    ['./lab call --canary -n 200', 'all of these should reach canary on every tier'],
    ['./lab call -n 10000 -c 50', 'load'],
    ['./lab call -n 1 --item "pizza box" --json', 'one request, for a script'],
    ['./lab call --on kind', 'the same requests, to the cluster of ./lab kind up'],
    ['./lab call --path /', 'one request of your own: status, headers and body'],
    [
      './lab call --host shop.localhost --path /cart --data @cart.json -n 100',
      'status codes, and which pods answer',
    ],
    [
      './lab call --from ml-stable http://backend-service.backend:8080/healthz',
      'may ml call the backend? 403 where it may not',
    ],
    [
      './lab call --from outside http://backend-service.backend:8080/healthz',
      'plain HTTP, which strict mutual TLS cuts off',
    ],
  ],
  reading: `--host, --path, --method, --data or --from make a request of your own; -H and --canary go with either. Of your own, an
answer of any status is a result, and the exit code is 1 where a request got none. A host that the mesh does not know is
dialled past the sidecar without a cluster, unless a Sidecar refuses it (REGISTRY_ONLY). docs/kubernetes.md says what --from needs on one.`,
  run: call,
};

function call(context: CommandContext, options: CallOptions): Promise<CommandResult> {
  const { url, from, host, path, method, data, item } = options;
  if (url !== undefined && from === undefined) {
    throw new UsageError('a URL goes with --from; through the gateway it is --host and --path');
  }
  if (from !== undefined && url === undefined) {
    throw new UsageError(
      `--from ${from} needs a URL to ask, for instance http://backend-service.backend:8080/healthz`,
    );
  }
  if (from !== undefined && (host ?? path) !== undefined) {
    throw new UsageError(
      'with --from, host and path are those of the URL; -H "host: NAME" sets another Host header',
    );
  }
  const isOwn = [from, host, path, method, data].some((option) => option !== undefined);
  if (isOwn && item !== undefined)
    throw new UsageError('--item is for requests to the application; use --data');
  return askMesh(context, options, (mesh) => (isOwn ? callOwn : callApplication)(mesh, context, options));
}
