import { randomBytes } from 'node:crypto';
import { sendLoad, type TraceTree } from '@lab/observe';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isDraining } from '../support/lab/envoy-config.ts';
import { startTestLab, type TestLab } from '../support/lab/test-lab.ts';
import type { TestManifests } from '../support/lab/test-manifests.ts';
import {
  type Answer,
  allSpans,
  askGateway,
  type Hop,
  type LoggedRequest,
  loggedRequests,
  outline,
  readTrace,
  tapRequests,
} from '../support/lab/traced-lab.ts';

/** A request over three services: each span is the parent of the next, and of nothing else. */
const wholeRequest = [
  '0 istio-ingressgateway gateway server',
  '1 istio-ingressgateway gateway client',
  '2 frontend sidecar server',
  '3 frontend app server',
  '4 frontend app client',
  '5 frontend sidecar client',
  '6 backend sidecar server',
  '7 backend app server',
  '8 backend app client',
  '9 backend sidecar client',
  '10 ml sidecar server',
  '11 ml app server',
];

/** Logs stay from one run to the next: ids must not. */
const newTraceId = () => randomBytes(16).toString('hex');
const callerSpan = 'b7ad6b7169203331';
const b3 = (traceId: string, sampled: string) => ({
  'x-b3-traceid': traceId,
  'x-b3-spanid': callerSpan,
  'x-b3-sampled': sampled,
});

/** Callers' headers; which of them the proxies read depends on the tracer, as Envoy's documentation has it. */
const callers = [
  { name: 'traceparent', readBy: ['otel', 'zipkin'], of: (to: string) => ({ traceparent: w3c(to, '01') }) },
  { name: 'b3', readBy: ['zipkin'], of: (to: string) => ({ b3: `${to}-${callerSpan}-1` }) },
  { name: 'x-b3-*', readBy: ['zipkin'], of: (to: string) => b3(to, '1') },
] as const;

const unsampled = [
  { name: 'traceparent', readBy: ['otel', 'zipkin'], of: (to: string) => ({ traceparent: w3c(to, '00') }) },
  { name: 'b3', readBy: ['zipkin'], of: (to: string) => ({ b3: `${to}-${callerSpan}-0` }) },
  { name: 'x-b3-*', readBy: ['zipkin'], of: (to: string) => b3(to, '0') },
] as const;

function w3c(traceId: string, flags: string): string {
  return `00-${traceId}-${callerSpan}-${flags}`;
}

/** Applications hand the header `x-canary` on, so that this aborts the call of ml two hops further. */
function abortCallsOfMl(manifests: TestManifests): void {
  const abort = `  http:
  - name: abort
    match:
    - headers:
        x-canary:
          exact: abort
    fault:
      abort:
        percentage:
          value: 100
        httpStatus: 503
    route:
    - destination:
        host: ml-service
`;
  manifests.replace('base/ml/routing.yaml', '  http:\n', abort);
}

let lab: TestLab;
beforeAll(async () => {
  const prepare = (manifests: TestManifests) => {
    tapRequests(manifests);
    abortCallsOfMl(manifests);
  };
  lab = await startTestLab({ prepare });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await lab?.close();
});

// The second one is exchanged while the lab is up.
describe.each([
  { tracer: 'otel', components: [] },
  { tracer: 'zipkin', components: ['tracing-zipkin'] },
] as const)('traces with the tracer $tracer', ({ tracer, components }) => {
  beforeAll(async () => {
    if (components.length === 0) return;
    expect(await lab.run('up', '--with', components.join())).toMatchObject({ code: 0 });
    // A connection that is open is traced as before, until its listener has drained.
    const areDraining = async () => (await Promise.all((await lab.pods()).map(isDraining))).some(Boolean);
    const haveDrained = async () => expect(await areDraining()).toBe(false);
    await vi.waitFor(haveDrained, { timeout: 60_000, interval: 500 });
  });

  /** Waits until the trace has its shape; a trace that gets another one fails with the difference. */
  function waitForTrace(traceId: string, shape: readonly string[] = wholeRequest): Promise<TraceTree> {
    const look = async () => {
      const tree = await readTrace(lab, traceId);
      expect(outline(tree)).toEqual(shape);
      return tree;
    };
    return vi.waitFor(look, { timeout: 60_000, interval: 200 });
  }

  function expectOneTree(tree: TraceTree, parent?: string): void {
    const spans = allSpans(tree);
    const ids = spans.map(({ spanId }) => spanId);
    expect(spans.map(({ parentSpanId }) => parentSpanId)).toEqual([parent, ...ids.slice(0, -1)]);
    expect(new Set(ids).size).toBe(wholeRequest.length);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([tree.traceId]));
    expect(tree).toMatchObject({ orphans: [], duplicates: [] });
  }

  async function ask(headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const [answer] = await askGateway(lab, headers);
    expect(answer).toMatchObject({ status: 200, hops: { length: 3 } });
    return answer as Answer;
  }

  /** What each application logged of a request: the headers it received, and its access log's line. */
  async function logsOf({
    hops = [],
    traceId,
  }: Answer): Promise<{ received: Received; line: LoggedRequest }[]> {
    const read = (hop: Hop) => {
      const logged = loggedRequests(lab, hop, traceId);
      const received = logged.find((entry) => entry.received)?.received;
      const line = logged.find(({ message }) => message === 'request served');
      if (!received || !line) throw new Error(`${hop.pod} logged ${JSON.stringify(logged)}`);
      return { received, line };
    };
    return vi.waitFor(() => hops.map(read), { timeout: 60_000, interval: 100 });
  }

  it('makes one tree of a request, which logs and the request id lead to', async () => {
    const answer = await ask();
    const tree = await waitForTrace(answer.traceId);
    expectOneTree(tree);
    expect(await lab.json('trace', answer.traceId)).toEqual(tree);

    const spans = allSpans(tree);
    const apps = spans.filter(({ source, kind }) => source === 'app' && kind === 'server');
    expect(apps.map(({ name }) => name)).toEqual(['POST /api/classify', 'POST /classify', 'POST /predict']);
    expect(apps).toMatchObject(
      (answer.hops ?? []).map(({ service, version, pod }) => ({ service, version, pod })),
    );

    const proxied = spans.filter(({ source, kind }) => source === 'sidecar' || kind === 'server');
    const requestIds = proxied.flatMap(({ attributes }) => attributes['guid:x-request-id'] ?? []);
    expect(new Set(requestIds).size).toBe(1);
    expect(requestIds).toHaveLength(6);
    const logs = await logsOf(answer);
    expect(logs.map(({ line }) => line)).toMatchObject(
      apps.map(({ traceId, spanId }) => ({ trace_id: traceId, span_id: spanId, request_id: requestIds[0] })),
    );
  });

  it('hands the trace to every application in the headers of its tracer', async () => {
    const answer = await ask({ b3: `${newTraceId()}-${callerSpan}-1`, traceparent: w3c(newTraceId(), '01') });
    const spans = allSpans(await waitForTrace(answer.traceId));
    const inbound = spans.filter(({ source, kind }) => source === 'sidecar' && kind === 'server');
    const received = (await logsOf(answer)).map((log) => log.received);
    expect(received.map(({ traceparent }) => traceparent)).toEqual(
      inbound.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`),
    );
    for (const [hop, headers] of received.entries()) {
      expect(headers).not.toHaveProperty('b3');
      // The application before wrote them too; of its own accord only the Zipkin tracer does.
      const written = {
        'x-b3-traceid': answer.traceId,
        'x-b3-spanid': inbound[hop]?.spanId,
        'x-b3-sampled': '1',
      };
      if (tracer === 'zipkin') expect(headers).toMatchObject(written);
      else if (hop === 0) expect(Object.keys(headers).filter((name) => name.startsWith('x-b3-'))).toEqual([]);
    }
  });

  it.each(callers)(
    'continues the trace of a caller that sends $name, if its tracer reads it',
    async (caller) => {
      const own = newTraceId();
      const answer = await ask({ ...caller.of(own), tracestate: 'vendor=1', baggage: 'user=7' });
      const isRead = (caller.readBy as readonly string[]).includes(tracer);
      expect(answer.traceId === own).toBe(isRead);
      expectOneTree(await waitForTrace(answer.traceId), isRead ? callerSpan : undefined);
      for (const { received } of await logsOf(answer)) {
        expect(received).toMatchObject({ baggage: 'user=7' });
        if (caller.name === 'traceparent') expect(received).toMatchObject({ tracestate: 'vendor=1' });
      }
    },
  );

  it('makes no span of a request that its caller decided not to trace', async () => {
    const read = unsampled.filter(({ readBy }) => (readBy as readonly string[]).includes(tracer));
    const ids: string[] = [];
    for (const caller of read) {
      const own = newTraceId();
      ids.push(own);
      const answer = await ask(caller.of(own));
      // No trace to look up, and the logs have its id all the same.
      expect(answer).not.toHaveProperty('traceId');
      const logs = await logsOf({ ...answer, traceId: own });
      for (const { received } of logs) expect(received.traceparent).toMatch(/-00$/);
    }
    // Spans leave their process in order: those of the requests before would be here by now.
    await waitForTrace((await ask()).traceId);
    for (const traceId of ids) expect(outline(await readTrace(lab, traceId))).toEqual([]);
  });

  it('makes a tree of its own of each of 200 requests at once', async () => {
    const answers = await askGateway(lab, {}, 200);
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(new Set(answers.map(({ traceId }) => traceId)).size).toBe(200);
    for (const { traceId } of answers) expectOneTree(await waitForTrace(traceId));
  });

  it('shows where a request failed, and why', async () => {
    const [answer] = await askGateway(lab, { 'x-canary': 'abort' });
    expect(answer).toMatchObject({ status: 502, upstream: 'ml' });
    await waitForTrace(answer?.traceId ?? '', wholeRequest.slice(0, -2));
    const { code, stdout } = await lab.run('trace', answer?.traceId ?? '');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^POST http:\/\/frontend\.localhost\/api\/classify → 502, 10 spans/m);
    expect(stdout).toMatch(/backend \w+ +sidecar outbound +\S+ +✗ 503 FI /);
    expect(stdout).toMatch(/frontend \w+ +app server +POST \/api\/classify +✗ 502 /);
    expect(stdout).toContain('FI  an abort was injected (VirtualService fault)');
  });

  it("has the answer's own status on the frontend's span, also of a page that there is not", async () => {
    const traceId = newTraceId();
    const headers = { host: 'frontend.localhost', traceparent: w3c(traceId, '01') };
    const url = new URL(`http://127.0.0.1:${lab.gatewayPort}/nowhere`);
    await sendLoad({ url, headers, total: 1, concurrency: 1, timeoutMs: 60_000, onOutcome: () => {} });
    const page = allSpans(await waitForTrace(traceId, wholeRequest.slice(0, 4))).at(-1);
    expect(page?.attributes).toMatchObject({ 'http.response.status_code': 404, 'url.path': '/nowhere' });
    expect(page?.attributes).not.toHaveProperty('http.status_code');
  });

  it('shows the newest request where no id is given, also one that no route takes', async () => {
    const response = await fetch(`http://127.0.0.1:${lab.gatewayPort}/nowhere`);
    expect(response.status).toBe(404);
    const { stdout } = await lab.run('trace');
    expect(stdout).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/nowhere → 404, 1 span,/m);
    expect(stdout).toMatch(/gateway inbound .* ✗ 404 NR /);
    expect(stdout).toContain('NR  no route matches this host and path');
  });
});

// The last: it replaces every pod.
describe('traces of a mesh without tracing', () => {
  it('are none, and trace says why', async () => {
    expect(await lab.run('up', '--without', 'tracing-zipkin,tracing')).toMatchObject({ code: 0 });
    const traceId = newTraceId();
    const header = `traceparent: ${w3c(traceId, '01')}`;
    expect(await lab.run('call', '-n', '1', '--path', '/healthz', '-H', header)).toMatchObject({ code: 0 });
    const { code, stderr } = await lab.run('trace', traceId);
    expect(code).toBe(1);
    expect(stderr).toContain('samples no request');
  });
});

type Received = NonNullable<LoggedRequest['received']>;
