import { readFileSync } from 'node:fs';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { resolve } from 'node:path';
import type { LoadRequest, RequestHeaders } from '@lab/observe';
import { UsageError } from '../command.ts';

/** What was typed of an HTTP request. */
export interface RequestOptions {
  readonly host?: string;
  readonly path?: string;
  readonly method?: string;
  readonly header?: RequestHeaders;
  readonly data?: string;
  readonly canary?: boolean;
}

/** A request as it is sent, but for where to. */
export type OwnRequest = Required<Pick<LoadRequest, 'method' | 'headers'>> & Pick<LoadRequest, 'body'>;

/** Reads `name: value`, after the headers of the same option before it. @throws UsageError */
export function headerOption(text: string, before: unknown): RequestHeaders {
  const [, name = '', value = ''] = /^([^:]*):\s*(.*?)\s*$/s.exec(text) ?? [];
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    throw new UsageError(`"${text}" is not a header; use 'name: value'`);
  }
  const headers = (before ?? {}) as RequestHeaders;
  const key = name.toLowerCase();
  return { ...headers, [key]: [...[headers[key] ?? []].flat(), value] };
}

/**
 * The request that the options make: POST where there is a body, else GET. A body that is JSON is sent as that, another
 * one as text, unless a header says what it is.
 *
 * @param cwd where the path of `--data @FILE` counts from
 * @throws UsageError
 */
export function ownRequest(options: RequestOptions, cwd: string): OwnRequest {
  const body = options.data === undefined ? undefined : readData(options.data, cwd);
  const method = (options.method ?? (body === undefined ? 'GET' : 'POST')).toUpperCase();
  if (!/^[A-Z]+$/.test(method)) throw new UsageError(`"${options.method}" is not an HTTP method`);
  const type = body !== undefined && isJson(body) ? 'application/json' : 'text/plain';
  const content: RequestHeaders = body === undefined ? {} : { 'content-type': type };
  const headers: RequestHeaders = { ...content, ...canaryHeader(options), ...options.header };
  return { method, headers, ...(body !== undefined && { body }) };
}

/** What `--canary` is short for. */
export function canaryHeader({ canary }: Pick<RequestOptions, 'canary'>): RequestHeaders {
  return canary ? { 'x-canary': 'true' } : {};
}

function readData(data: string, cwd: string): string {
  if (!data.startsWith('@')) return data;
  const file = data.slice(1);
  try {
    return readFileSync(file === '-' ? 0 : resolve(cwd, file), 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${(error as Error).message}`);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
