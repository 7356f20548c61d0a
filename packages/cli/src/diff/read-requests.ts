import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DiffProbe, Mesh } from '@lab/istio';
import { callOf, type ExplainQuestion, withSender } from '@lab/mesh-client';
import { parse } from 'yaml';
import { UsageError } from '../command.ts';

type FileRequest = Omit<ExplainQuestion, 'next'>;

/**
 * The requests of a file: a list in YAML or JSON, each with `url`, and with `from`, `method` and `headers` where it needs them.
 *
 * @throws UsageError for a file that is no such list
 */
export async function readRequests(cwd: string, file: string): Promise<FileRequest[]> {
  const list = parsed(file, await readText(cwd, file));
  if (!Array.isArray(list) || list.length === 0) throw new UsageError(`${file} is not a list of requests`);
  return list.map((entry: unknown, index) => requestOf(entry, `${file}: request ${index + 1}`));
}

async function readText(cwd: string, file: string): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${(error as Error).message}`);
  }
}

function parsed(file: string, text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw new UsageError(`${file} is not YAML: ${(error as Error).message.split('\n', 1)[0]}`);
  }
}

const FIELDS = new Set(['from', 'method', 'url', 'headers']);

function requestOf(entry: unknown, place: string): FileRequest {
  if (typeof entry !== 'object' || entry === null) throw new UsageError(`${place} is not an object`);
  const unknown = Object.keys(entry).find((name) => !FIELDS.has(name));
  if (unknown !== undefined)
    throw new UsageError(`${place} has "${unknown}"; there are ${[...FIELDS].join(', ')}`);
  const { from, method = 'GET', url, headers = {} } = entry as Readonly<Record<string, unknown>>;
  const isUrl = typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!isUrl) throw new UsageError(`${place} needs an http or https URL in "url"`);
  for (const [name, value] of Object.entries({ from: from ?? '', method })) {
    if (typeof value !== 'string') throw new UsageError(`${place}: "${name}" is not a text`);
  }
  if (typeof headers !== 'object' || headers === null)
    throw new UsageError(`${place}: "headers" is not a map`);
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    ...(typeof from === 'string' && { from }),
    ...{ method: String(method), url, headers: Object.fromEntries(own) },
  };
}

/**
 * The requests as they are asked of both sides.
 *
 * @throws InvalidRequestError for a sender that neither side has
 */
export function probesOf(requests: readonly FileRequest[], before: Mesh, after: Mesh): DiffProbe[] {
  const pods = [...after.pods, ...before.pods];
  return requests.map((request) => {
    const { next: _, ...question } = withSender({ ...request, next: [] }, pods);
    const mesh = after.pods.some(({ proxy }) => proxy === 'gateway') ? after : before;
    const { from, request: own } = callOf(mesh, question);
    return { from, callers: [from], request: own };
  });
}
