import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type LoadOutcome,
  type Span,
  type SpanNode,
  sendLoad,
  type TraceTree,
  traceTree,
} from '@lab/observe';
import { vi } from 'vitest';
import { connectLab } from '../src/control/lab-client.ts';
import type { TestLab, TestManifests } from './test-lab.ts';

const root = join(import.meta.dirname, '../../..');

/** A pod that a request passed. */
export interface Hop {
  readonly service: string;
  readonly version: string;
  readonly pod: string;
  readonly namespace: string;
}

/** What the application answers; a problem has no hops. */
export interface Answer {
  readonly status: number;
  readonly traceId: string;
  readonly hops?: readonly Hop[];
  readonly upstream?: string;
}

/** What an application's log has of a request: the line of its access log, and the headers it received. */
export interface LoggedRequest {
  readonly trace_id?: string;
  readonly span_id?: string;
  readonly request_id?: string;
  readonly message?: string;
  readonly received?: Readonly<Record<string, string>>;
}

const services = ['frontend', 'backend', 'ml'];

/** Changes the manifests so that every application logs the headers it receives, and room is for many at once. */
export function tapRequests(manifests: TestManifests): void {
  const preload = `--require ${JSON.stringify(join(import.meta.dirname, 'tap-requests.cjs'))}`;
  const env = { NODE_OPTIONS: preload, BACKEND_TIMEOUT_MS: '60000', UPSTREAM_TIMEOUT_MS: '60000' };
  const entries = Object.entries(env).map(
    ([name, value]) => `        - {name: ${name}, value: '${value}'}\n`,
  );
  for (const service of services) {
    const file = `base/${service}/workload/deployment.yaml`;
    manifests.replace(file, '        env:\n', `        env:\n${entries.join('')}`);
  }
  manifests.replace(
    'components/circuit-breaking/backend-dr.yaml',
    'maxConnections: 100',
    'maxConnections: 1000',
  );
  manifests.replace(
    'components/circuit-breaking/backend-dr.yaml',
    'PendingRequests: 50',
    'PendingRequests: 1000',
  );
}

/** Sends `POST /api/classify` through the gateway, all of them at once. */
export async function askGateway(
  lab: TestLab,
  headers: Readonly<Record<string, string>> = {},
  total = 1,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  await sendLoad({
    url: new URL(`http://127.0.0.1:${lab.gatewayPort}/api/classify`),
    method: 'POST',
    headers: { ...headers, host: 'frontend.localhost', 'content-type': 'application/json' },
    body: '{"item":"glass bottle"}',
    total,
    concurrency: total,
    timeoutMs: 100_000,
    onOutcome: (outcome) => answers.push(readAnswer(outcome)),
  });
  return answers;
}

function readAnswer(outcome: LoadOutcome): Answer {
  if ('error' in outcome) throw new Error(outcome.error);
  return { ...JSON.parse(outcome.body), status: outcome.status };
}

/** The trace as the lab has it now; it grows as spans come. */
export async function readTrace(lab: TestLab, traceId: string): Promise<TraceTree> {
  vi.stubEnv('LAB_DIR', lab.dir);
  const client = await connectLab(root);
  return traceTree(traceId, await client.spans(traceId));
}

/** Every span of a tree, parents first. */
export function allSpans({ roots }: Pick<TraceTree, 'roots'>): Span[] {
  const below = ({ span, children }: SpanNode): Span[] => [span, ...children.flatMap(below)];
  return roots.flatMap(below);
}

/** A tree as one line a span: its depth, service, who reported it and its kind. */
export function outline({ roots }: Pick<TraceTree, 'roots'>): string[] {
  const visit = ({ span, children }: SpanNode, depth: number): string[] => [
    `${depth} ${span.service} ${span.source} ${span.kind}`,
    ...children.flatMap((child) => visit(child, depth + 1)),
  ];
  return roots.flatMap((node) => visit(node, 0));
}

/** What the application of the hop logged of the trace. */
export function loggedRequests({ dir }: TestLab, { namespace, pod }: Hop, traceId: string): LoggedRequest[] {
  const lines = readFileSync(join(dir, 'logs', `${namespace}.${pod}.log`), 'utf8').split('\n');
  return lines
    .filter((line) => line.includes(traceId) && line.startsWith('{'))
    .map((line) => JSON.parse(line));
}
