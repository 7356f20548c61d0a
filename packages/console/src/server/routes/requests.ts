import { InvalidRequestError, listTraces, readTrace, traceFailure } from '@lab/mesh-client';
import type { TraceAnswer } from '../../protocol.ts';
import type { ApiRequest, Routes } from '../route.ts';

/** What became of requests: traces, causes and log lines. */
export const requestRoutes: Routes = {
  'GET /api/traces': async ({ source, query }) =>
    listTraces(await source.mesh(), traceId(query.get('prefix') ?? ''), countOf(query.get('limit'))),
  'GET /api/traces/*': traceOf,
  'GET /api/why': async ({ source, query }) => {
    const id = query.get('id')?.toLowerCase();
    if (id !== undefined && !isRequestId(id)) return null;
    return (await (await source.mesh()).why({ ...(id !== undefined && { id }) })).diagnosis;
  },
  'GET /api/logs': async ({ source, query }) => {
    const id = query.get('id')?.toLowerCase() ?? '';
    return { lines: isRequestId(id) ? await source.logs(id) : [] };
  },
};

async function traceOf({ source, rest, signal }: ApiRequest): Promise<TraceAnswer | null> {
  const id = rest.toLowerCase();
  // A request without a trace has an id of another form.
  if (!/^[0-9a-f]{4,32}$/.test(id)) return null;
  const mesh = await source.mesh();
  // Whether it comes at all depends on sampling: nobody waits for it.
  if ((await mesh.traceIds(id)).length === 0) return null;
  const tree = await readTrace(mesh, id, signal);
  if (!tree) return null;
  const failure = await traceFailure(mesh, tree, () => {});
  return { ...tree, ...(failure && { failure }) };
}

function traceId(text: string): string {
  if (/^[0-9a-f]{0,32}$/i.test(text)) return text.toLowerCase();
  throw new InvalidRequestError(`"${text}" is not a trace ID: use at most 32 hexadecimal digits`);
}

/** As `./lab why` takes them. */
function isRequestId(text: string): boolean {
  return /^[0-9a-f-]{4,36}$/.test(text);
}

function countOf(text: string | null): number {
  const count = Number(text ?? 20);
  if (Number.isInteger(count) && count >= 1 && count <= 100) return count;
  throw new InvalidRequestError(`"${text}" is not a whole number from 1 to 100`);
}
