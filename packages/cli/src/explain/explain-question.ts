import { type ExplainQuestion, isServed } from '@lab/mesh-client';
import { ownRequest } from '../call/own-request.ts';
import { UsageError } from '../command.ts';
import type { ExplainOptions } from './explain-options.ts';

/** What the project's own application is asked by `./lab call`. */
const APPLICATION = { host: 'frontend.localhost', path: '/api/classify', method: 'POST' };

/**
 * The request that the options make, as `./lab call` would send it.
 *
 * @param served hosts that the gateway has routes for; without a host the request is for the project's application, or
 *   for the first of them
 * @throws UsageError
 */
export async function explainQuestion(
  options: ExplainOptions,
  cwd: string,
  served: () => Promise<readonly string[]>,
): Promise<ExplainQuestion> {
  const { from, url, host, path } = options;
  if (url !== undefined && (host ?? path) !== undefined) {
    throw new UsageError(
      '--host and --path do not work with a URL; -H "host: NAME" sets another Host header',
    );
  }
  if (from !== undefined && url === undefined) {
    throw new UsageError(
      `--from ${from} needs a URL, for example http://backend-service.backend:8080/healthz`,
    );
  }
  if (path !== undefined && !path.startsWith('/'))
    throw new UsageError(`--path ${path}: a path must begin with /`);
  const target = url === undefined ? await gatewayUrl(options, served) : httpUrl(url);
  const isDefault = [url, path, options.method, options.data].every((option) => option === undefined);
  const method = isDefault && target.host === APPLICATION.host ? APPLICATION.method : options.method;
  const request = ownRequest({ ...options, ...(method !== undefined && { method }) }, cwd);
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, [value].flat().join(',')] as const],
  );
  return {
    ...(from !== undefined && { from }),
    ...{ method: request.method, url: target.href, headers: Object.fromEntries(headers) },
    next: (options.next ?? []).map((next) => httpUrl(next).href),
  };
}

async function gatewayUrl(
  { host, path, method, data }: ExplainOptions,
  served: () => Promise<readonly string[]>,
): Promise<URL> {
  const wanted = host ?? servedHost(await served());
  const isApplication = wanted === APPLICATION.host && (path ?? method ?? data) === undefined;
  return httpUrl(`http://${wanted}${path ?? (isApplication ? APPLICATION.path : '/')}`);
}

function servedHost(served: readonly string[]): string {
  if (isServed(APPLICATION.host, served)) return APPLICATION.host;
  const host = served.find((domain) => !domain.includes('*'));
  if (host !== undefined) return host;
  throw new UsageError(`--host is needed: the gateway serves ${served.join(', ') || 'no host'}`);
}

function httpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new UsageError(`"${text}" is not an http or https URL`);
}

/** Reads one more `--next`. */
export function nextOption(text: string, before: unknown = []): readonly string[] {
  return [...(before as readonly string[]), text];
}
