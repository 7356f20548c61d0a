import { randomUUID } from 'node:crypto';
import {
  type Ask,
  type Check,
  defineLesson,
  hint,
  right,
  traceOf,
  traceWith,
  versionIn,
  wrong,
} from '@lab/lessons';

/** Requests until frontend and ml answer in different versions: more than are ever needed. */
const MOST = 100;

/** Digits of a trace ID that are enough. */
const PREFIX = 8;

const traceNamed: Check = {
  title: 'answer.yaml has the trace of a request that ml answered',
  run: async (ask) => {
    const asked = { request: 'trace in answer.yaml', expected: 'the ID of a trace that reaches ml' };
    const id = text(ask.answer.trace);
    if (id === '') return wrong({ ...asked, got: 'nothing yet', next: './lab call -n 1' });
    if (id.length < PREFIX) return wrong({ ...asked, got: `only ${id}`, next: './lab trace' });
    const spans = await traceOf(ask, id);
    if (spans.length === 0) return wrong({ ...asked, got: `no trace ${id}`, next: './lab trace' });
    if (versionIn(spans, 'ml') !== undefined) return right;
    return wrong({ ...asked, got: `trace ${id} ends before ml`, next: `./lab trace ${id}` });
  },
};

const versionNamed: Check = {
  title: 'answer.yaml has the version of ml that answered it',
  run: async (ask) => {
    const id = text(ask.answer.trace);
    const got = text(ask.answer.version);
    const version = id === '' ? undefined : versionIn(await traceOf(ask, id), 'ml');
    if (version !== undefined && got.toLowerCase() === version) return right;
    const expected = version
      ? 'the version of ml in that trace'
      : 'first a valid trace, then its version of ml';
    return wrong({
      request: 'version in answer.yaml',
      expected,
      got: got || 'nothing yet',
      next: './lab trace',
    });
  },
};

export const lesson = defineLesson({
  minutes: 2,
  needsTraces: true,
  checks: [traceNamed, versionNamed],
  hints: [
    hint('nothing-yet', async ({ ask }) =>
      text(ask.answer.trace) === ''
        ? 'Send a request in another terminal: ./lab call -n 1. Its last line has the trace ID: 32 digits and letters from a to f. Copy it between the quotes of trace.'
        : undefined,
    ),
    hint('too-short', async ({ ask }) => {
      const id = text(ask.answer.trace);
      return id.length < PREFIX
        ? `${id} is too short: several traces may begin so. Copy at least the first ${PREFIX} digits of the trace ID.`
        : undefined;
    }),
    hint('request-id', async ({ ask }) =>
      /^[0-9a-f]{8}-/.test(text(ask.answer.trace))
        ? 'This is a request ID (x-request-id): it has dashes. The trace ID is in the last line of ./lab call, and in the first of ./lab trace: 32 digits without dashes.'
        : undefined,
    ),
    hint('span-id', async ({ ask }) => {
      const id = text(ask.answer.trace);
      if (id.length !== 16 || (await traceOf(ask, id)).length > 0) return undefined;
      return `${id} has 16 digits, so it is the ID of a span, one step of a trace. The trace has its own ID, with 32 digits.`;
    }),
    hint('no-such-trace', async ({ ask }) => {
      const id = text(ask.answer.trace);
      if ((await traceOf(ask, id)).length > 0) return undefined;
      const [newest] = await ask.mesh.traceIds('');
      const nearest = newest
        ? ` The newest is ${newest}.`
        : ' There is none yet: ./lab call -n 1 creates one.';
      return `There is no trace whose ID begins with ${id}.${nearest}`;
    }),
    hint('ends-before-ml', async ({ ask }) => {
      const spans = await traceOf(ask, text(ask.answer.trace));
      if (versionIn(spans, 'ml') !== undefined) return undefined;
      const names = [...new Set(spans.map(({ service }) => service))].join(', ');
      return `This trace reaches ${names} but not ml. It belongs to another request, for example one for the page. ./lab call -n 1 sends one that ml answers.`;
    }),
    hint('version-of-another', async ({ ask }) => {
      const given = text(ask.answer.version);
      const spans = await traceOf(ask, text(ask.answer.trace));
      const other = (['frontend', 'backend'] as const).find((tier) => versionIn(spans, tier) === given);
      return other
        ? `In this trace, ${other} answered as ${given}. Each service has its own version: look at the lines of ml, at the end of ./lab trace.`
        : undefined;
    }),
    hint(
      'version',
      async () => 'Look at the lines of ml, at the end of ./lab trace: its version is beside its name.',
    ),
  ],
  wrong: {
    'version-of-frontend': 'version-of-another',
    'request-id': 'request-id',
    'span-id': 'span-id',
    'trace-of-page': 'ends-before-ml',
    'first-digit': 'too-short',
  },
  example: async (ask) => {
    const { id, spans } = await mixedTrace(ask);
    const [first] = spans;
    return {
      trace: id,
      digit: id.slice(0, 1),
      frontend: versionIn(spans, 'frontend') ?? '',
      ml: versionIn(spans, 'ml') ?? '',
      request: randomUUID(),
      span: first?.spanId ?? '',
      page: await pageTrace(ask),
    };
  },
});

/** A request that frontend and ml answer in different versions, so that one is not taken for the other. */
async function mixedTrace(ask: Ask) {
  for (let sent = 0; sent < MOST; sent += 1) {
    const { hops, traceId } = await ask.classify({}, 1);
    const [frontend, , ml] = hops[0] ?? [];
    if (traceId === undefined || frontend?.version === ml?.version) continue;
    const spans = await traceWith(ask, traceId, 'ml');
    if (versionIn(spans, 'ml') !== undefined) return { id: traceId, spans };
  }
  throw new Error(`none of ${MOST} requests has a trace in which frontend and ml have different versions`);
}

/** The trace of a request for the page, which reaches the frontend only. */
async function pageTrace(ask: Ask): Promise<string> {
  const id = randomUUID().replaceAll('-', '');
  const headers = { traceparent: `00-${id}-${id.slice(16)}-01` };
  await ask.send({ url: 'http://frontend.localhost/', headers });
  await traceWith(ask, id, 'frontend');
  return id;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim().toLowerCase() : '';
}
