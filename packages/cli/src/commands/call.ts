import { callApplication } from '../call/call-application.ts';
import type { CallOptions } from '../call/call-options.ts';
import { callOwn } from '../call/call-own.ts';
import { requestOptions } from '../call/request-options.ts';
import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  UsageError,
  wholeNumber,
} from '../command.ts';
import { askMesh, placeOption } from '../place-option.ts';
import { editsLine } from '../render/edits-line.ts';

/** Sends requests: to the application through the gateway, to any host of the gateway, or from a pod. */
export const callCommand: CommandDefinition<CallOptions> = {
  name: 'call',
  argument: { name: 'url', required: false, description: 'with --from: the URL that the pod requests' },
  summary:
    'send requests through the gateway, and compare the split in each tier with the configured weights',
  options: [
    { flags: '--canary', description: 'send the header x-canary: true' },
    {
      flags: '-n, --requests <count>',
      description: 'number of requests (default: 1000 to the application, or 1 custom request)',
      parse: wholeNumber(1, 1_000_000),
    },
    {
      flags: '-c, --concurrency <count>',
      description: 'number of requests in flight at the same time',
      default: 10,
      parse: wholeNumber(1, 1000),
    },
    { flags: '--item <name>', description: 'item that the application is to sort (default: glass bottle)' },
    ...requestOptions,
    {
      flags: '--from <workload>',
      description:
        'send from a pod of this workload (NAME or NAMESPACE/NAME), through its sidecar and with its identity; "outside" sends from outside the mesh',
    },
    {
      flags: '--timeout <ms>',
      description: 'milliseconds to wait for each answer',
      default: 10_000,
      parse: wholeNumber(1, 600_000),
    },
    placeOption,
    { flags: '--json', description: 'print the result as JSON' },
  ],
  examples: [
    ['./lab call', 'send 1,000 requests, and compare the split with the weights'],
    ['./lab call --canary -n 200', 'every request should reach canary in each tier'],
    ['./lab call -n 10000 -c 50', 'generate load'],
    ['./lab call -n 1 --item "pizza box" --json', 'send one request, and print JSON for a script'],
    ['./lab call --on kind', 'send to the cluster of ./lab kind up'],
    ['./lab call --path /', 'send a custom request; show status, headers and body'],
    [
      './lab call --host shop.localhost --path /cart --data @cart.json -n 100',
      'count status codes, and the pods that answer',
    ],
    [
      './lab call --from ml-stable http://backend-service.backend:8080/healthz',
      'check whether ml may call the backend (403: it may not)',
    ],
    [
      './lab call --from outside http://backend-service.backend:8080/healthz',
      'send plain HTTP, which strict mutual TLS refuses',
    ],
  ],
  reading: `--host, --path, --method, --data and --from send a custom request; -H and --canary work with both kinds. The exit code for
custom requests is 0 if every request gets an answer, whatever its status. Without a cluster, a pod reaches hosts that the
mesh does not know directly, past its sidecar, unless a Sidecar resource forbids it (REGISTRY_ONLY). docs/kubernetes.md
describes what --from needs on a cluster.`,
  run: call,
};

function call(context: CommandContext, options: CallOptions): Promise<CommandResult> {
  const { url, from, host, path, method, data, item } = options;
  if (url !== undefined && from === undefined) {
    throw new UsageError('a URL needs --from; for requests through the gateway, use --host and --path');
  }
  if (from !== undefined && url === undefined) {
    throw new UsageError(
      `--from ${from} needs a URL, for example http://backend-service.backend:8080/healthz`,
    );
  }
  if (from !== undefined && (host ?? path) !== undefined) {
    throw new UsageError(
      '--host and --path do not work with --from: use the URL; -H "host: NAME" sets another Host header',
    );
  }
  const isOwn = [from, host, path, method, data].some((option) => option !== undefined);
  if (isOwn && item !== undefined)
    throw new UsageError('--item does not work with a custom request; use --data');
  return askMesh(context, options, async (mesh) => {
    // Of a mesh in a cluster nobody here knows what was edited.
    const edits = options.on === undefined ? editsLine(await mesh.status()) : [];
    for (const line of edits) context.terminal.note(line);
    return (isOwn ? callOwn : callApplication)(mesh, context, options);
  });
}
