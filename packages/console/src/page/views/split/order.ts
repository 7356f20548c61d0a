import type { RequestOrder } from '../../../protocol.ts';

/** What a person wants to send, as the query of the address has it. */
export interface OrderForm {
  /** Host header at the gateway; the first that it serves where it is empty. */
  readonly host: string;
  /** Empty: requests to the application of the project. */
  readonly path: string;
  readonly method: string;
  /** `NAME: VALUE`, one per line. */
  readonly headers: string;
  /** `true`: adds `x-canary: true`. */
  readonly canary: string;
}

const NAMES = ['host', 'path', 'method', 'headers', 'canary'] as const satisfies readonly (keyof OrderForm)[];

/** The form in an address's query. */
export function orderFormOf(query: Readonly<Record<string, string>>): OrderForm {
  return Object.fromEntries(NAMES.map((name) => [name, query[name] ?? ''])) as unknown as OrderForm;
}

/** Headers by name; lines that are none, with their number from 1. */
export interface HeaderLines {
  readonly headers: Readonly<Record<string, string>>;
  readonly mistakes: readonly number[];
}

/** Reads `NAME: VALUE` line by line. A name is a token (RFC 9110, section 5.6.2). */
export function readHeaders(text: string): HeaderLines {
  const headers: Record<string, string> = {};
  const mistakes: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):\s*(.*)$/.exec(line.trim()) ?? [];
    if (name === undefined || value === undefined) mistakes.push(index + 1);
    else headers[name.toLowerCase()] = value;
  }
  return { headers, mistakes };
}

/** Whether the form is about requests of one kind, whose weights may be others than those of all that was counted. */
export function isOfOneKind(form: OrderForm): boolean {
  return NAMES.some((name) => form[name].trim() !== '');
}

/** Says which lines of the headers are none; empty where all are. */
export function mistakesText(mistakes: HeaderLines['mistakes']): string {
  if (mistakes.length === 0) return '';
  const lines = mistakes.length === 1 ? `Line ${mistakes[0]}` : `Lines ${mistakes.join(', ')}`;
  return `${lines} of the headers ${mistakes.length === 1 ? 'is' : 'are'} not NAME: VALUE.`;
}

/** The order for so many requests. */
export function orderOf(form: OrderForm, requests: number): RequestOrder {
  const { headers } = readHeaders(form.headers);
  const basics = {
    requests,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(form.canary === 'true' && { canary: true }),
  };
  if (form.path === '') return { kind: 'application', ...basics };
  const { method, host, path } = form;
  return { kind: 'own', ...basics, path, ...(method !== '' && { method }), ...(host !== '' && { host }) };
}

/** The question for the weights of such a request. */
export function splitQuestion(form: OrderForm): string {
  const { headers } = readHeaders(form.headers);
  const all = { ...headers, ...(form.canary === 'true' && { 'x-canary': 'true' }) };
  const query = new URLSearchParams([
    ...(form.host === '' ? [] : [['host', form.host]]),
    ...(form.path === ''
      ? []
      : [
          ['path', form.path],
          ['method', form.method || 'GET'],
        ]),
    ...Object.entries(all).map(([name, value]) => ['header', `${name}:${value}`]),
  ]);
  return `/api/split?${query}`;
}
