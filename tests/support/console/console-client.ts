import { request } from 'node:http';
import type { ConsoleEventName, ConsoleEvents } from '../../../packages/console/src/protocol.ts';

export interface ConsoleAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A browser's part towards the console, as far as HTTP goes. */
export interface ConsoleClient {
  readonly origin: string;
  readonly cookie: string;
  /** What the server answered, as text. */
  send(method: string, path: string, options?: SendOptions): Promise<ConsoleAnswer>;
  /** The JSON of an answer. @throws Error for a status of 400 and more */
  get<Value>(path: string): Promise<Value>;
  post<Value>(path: string, body?: unknown): Promise<Value>;
  /** Opens the stream; ends with `close`. */
  events(): ConsoleStream;
}

interface SendOptions {
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

export interface ConsoleStream {
  /** All data of an event so far, the oldest first. */
  all<Name extends ConsoleEventName>(name: Name): readonly ConsoleEvents[Name][];
  /** The names of all events so far. */
  readonly names: readonly string[];
  /** Everything as it came. */
  readonly text: string;
  close(): void;
}

/** @param entrance the address that `./lab console` prints */
export async function openConsole(entrance: string): Promise<ConsoleClient> {
  const { origin, host, port, pathname, search } = new URL(entrance);
  const ask = (method: string, path: string, { headers = {}, body }: SendOptions) => {
    const { promise, resolve, reject } = Promise.withResolvers<ConsoleAnswer>();
    const given = Object.entries({ host, ...headers }).filter(([, value]) => value !== undefined);
    const options = {
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: Object.fromEntries(given),
      agent: false,
    };
    const outgoing = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
      );
    });
    outgoing.on('error', reject).end(body);
    return promise;
  };
  const entered = await ask('GET', `${pathname}${search}`, {});
  const cookie = String(entered.headers['set-cookie']).split(';')[0] ?? '';
  const send = (method: string, path: string, options: SendOptions = {}) =>
    ask(method, path, { ...options, headers: { cookie, ...options.headers } });
  const json = async (method: string, path: string, options: SendOptions = {}) => {
    const { status, text } = await send(method, path, options);
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
    return JSON.parse(text);
  };
  return {
    ...{ origin, cookie, send },
    get: (path) => json('GET', path),
    post: (path, body = {}) => {
      const headers = { origin, 'content-type': 'application/json' };
      return json('POST', path, { headers, body: JSON.stringify(body) });
    },
    events: () => openStream(port, host, cookie),
  };
}

function openStream(port: string, host: string, cookie: string): ConsoleStream {
  let text = '';
  const options = { host: '127.0.0.1', port, path: '/api/events', headers: { host, cookie }, agent: false };
  const outgoing = request(options, (response) => {
    response.on('error', () => {});
    response.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
  });
  outgoing.on('error', () => {}).end();
  const events = () =>
    text
      .split('\n\n')
      .slice(0, -1)
      .flatMap((part) => {
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(part) ?? [];
        return name === undefined || data === undefined ? [] : [{ name, data: JSON.parse(data) }];
      });
  return {
    all: (name) => events().flatMap((event) => (event.name === name ? [event.data] : [])),
    get names() {
      return events().map(({ name }) => name);
    },
    get text() {
      return text;
    },
    close: () => outgoing.destroy(),
  };
}
