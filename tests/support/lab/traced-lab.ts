import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { connectLab } from '@lab/mesh-client';
import {
  type LoadOutcome,
  type Span,
  type SpanNode,
  sendLoad,
  type TraceTree,
  traceTree,
} from '@lab/observe';
import { vi } from 'vitest';
import type { TestLab } from './test-lab.ts';
import type { TestManifests } from './test-manifests.ts';

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

/**
 * Has every application log the headers that it receives, and makes room for many requests at once. What a program is
 * started with is not the manifests' to say: a skaffold.yaml beside them leads to folders with Procfiles of their own.
 */
export function tapRequests(manifests: TestManifests): void {
  for (const service of services) {
    const env = ['BACKEND_TIMEOUT_MS', 'UPSTREAM_TIMEOUT_MS'].map(
      (name) => `        - {name: ${name}, value: '60000'}\n`,
    );
    const file = `base/${service}/workload/deployment.yaml`;
    manifests.replace(file, '        env:\n', `        env:\n${env.join('')}`);
  }
  const folder = dirname(manifests.folder);
  const artifacts = services.map((service) => ({ image: service, context: tappedApp(folder, service) }));
  const skaffold = { apiVersion: 'skaffold/v4beta13', kind: 'Config', build: { artifacts } };
  writeFileSync(join(folder, 'skaffold.yaml'), JSON.stringify(skaffold));
  buildApps();
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

/** A folder that has all of an application's by links, and a Procfile that starts it with the tap. */
function tappedApp(parent: string, service: string): string {
  const app = join(root, 'apps', service);
  const folder = join(parent, 'apps', service);
  mkdirSync(folder, { recursive: true });
  // What it is built to is made later.
  const entries = new Set([...readdirSync(app), 'dist']);
  entries.delete('node_modules');
  for (const entry of entries) symlinkSync(join(app, entry), join(folder, entry));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const { scripts } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
  const tap = join(import.meta.dirname, 'tap-requests.cjs');
  writeFileSync(
    join(folder, 'Procfile'),
    `web: ${scripts.start.replace('node ', `node --require ${tap} `)}\n`,
  );
  return folder;
}

/** The lab builds the project's own folders only. */
function buildApps(): void {
  const turbo = join(root, 'node_modules/.bin/turbo');
  const args = ['run', 'build', ...services.map((service) => `--filter=./apps/${service}...`)];
  const { status, stdout, stderr } = spawnSync(turbo, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the applications cannot be built\n${stdout}${stderr}`);
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
