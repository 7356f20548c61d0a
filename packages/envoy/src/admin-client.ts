import { request } from 'node:http';
import { LabError } from '@lab/errors';

/** Envoy's administration interface on a Unix socket (Envoy documentation, "Administration interface"). */
export interface AdminClient {
  /** `LIVE`, `PRE_INITIALIZING`, `INITIALIZING`, `DRAINING`; undefined while nothing answers. */
  state(): Promise<string | undefined>;
  /** Counters and gauges by name, those that match the regular expression `filter`, or all. */
  stats(filter?: string): Promise<ReadonlyMap<string, number>>;
  /** The same without those that were never counted or set, which costs Envoy half as much. */
  usedStats(filter: string): Promise<ReadonlyMap<string, number>>;
  /** Text readouts by name, e.g. `listener_manager.lds.version_text`. */
  textReadouts(filter?: string): Promise<ReadonlyMap<string, string>>;
  /**
   * The proxy's active configuration: the `configs` of `/config_dump`, or of them only the entries of one field, e.g.
   * `dynamic_route_configs`, which takes the proxy far less time. With `mask`, only that field of each entry, e.g. `last_updated`.
   */
  configDump(resource?: string, mask?: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** `/clusters?format=json`: every endpoint with its health, and ejection by outlier detection. */
  clusters(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /**
   * Asks callers to use other connections: HTTP/1 answers carry `connection: close`, HTTP/2 sends GOAWAY. After
   * the drain time (see startEnvoy) the listeners are closed, unless `keepListeners`.
   */
  drain(keepListeners: boolean): Promise<void>;
  /** Opens the files of the access logs again by their paths, for when one was renamed. */
  reopenLogs(): Promise<void>;
}

/** @throws LabError ENVOY_ADMIN from every method but `state`, when the socket does not answer */
export function adminClient(socketPath: string): AdminClient {
  const get = (path: string) => ask(socketPath, path);
  const json = async (path: string) => JSON.parse(await get(path));
  return {
    state: async () => {
      try {
        return (await json('/server_info')).state as string;
      } catch {
        return undefined;
      }
    },
    stats: async (filter) => parseStats(await get(statsPath(filter))),
    usedStats: async (filter) => parseStats(await get(`${statsPath(filter)}&usedonly`)),
    textReadouts: async (filter) => parseTextReadouts(await get(`${statsPath(filter)}&type=TextReadouts`)),
    configDump: async (resource, mask) => {
      const part = resource ? `resource=${resource}` : 'include_eds';
      return (await json(`/config_dump?${part}${mask ? `&mask=${mask}` : ''}`)).configs;
    },
    clusters: async () => (await json('/clusters?format=json')).cluster_statuses,
    drain: async (keepListeners) => {
      await call(socketPath, 'POST', `/drain_listeners?graceful${keepListeners ? '&skip_exit' : ''}`);
    },
    reopenLogs: async () => {
      await call(socketPath, 'POST', '/reopen_logs');
    },
  };
}

function statsPath(filter = ''): string {
  return `/stats?filter=${encodeURIComponent(filter)}`;
}

/** `name: 12` a line; histograms and text readouts, whose values are not plain numbers, are left out. */
export function parseStats(text: string): ReadonlyMap<string, number> {
  const pairs = [...text.matchAll(/^(.+): (\d+)$/gm)];
  return new Map(pairs.map(([, name, value]) => [name as string, Number(value)]));
}

/** `name: "text"` a line. */
export function parseTextReadouts(text: string): ReadonlyMap<string, string> {
  const pairs = [...text.matchAll(/^(.+?): "(.*)"$/gm)];
  return new Map(pairs.map(([, name, value]) => [name as string, value as string]));
}

/** Envoy closes each connection once it has answered, and a busy one may reset it: what only reads is asked again. */
async function ask(socketPath: string, path: string, tries = 3): Promise<string> {
  try {
    return await call(socketPath, 'GET', path);
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
    if (tries > 1 && code === 'ECONNRESET') return ask(socketPath, path, tries - 1);
    throw error;
  }
}

function call(socketPath: string, method: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (message: string, cause?: Error) =>
      reject(
        new LabError(
          'ENVOY_ADMIN',
          `the admin interface of Envoy at ${socketPath} failed: ${message}`,
          'Check that the sidecar runs: `./lab status`.',
          { cause },
        ),
      );
    // Envoy asks for a Host, and closes each connection itself: no agent, no pool.
    const outgoing = request({
      socketPath,
      path,
      method,
      headers: { host: 'admin' },
      agent: false,
      timeout: 5_000,
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within 5 s')));
    outgoing.on('error', (error) => fail(error.message, error));
    outgoing.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('error', (error) => fail(error.message, error));
      response.on('end', () =>
        response.statusCode === 200 ? resolve(body) : fail(`${response.statusCode} ${body}`),
      );
    });
    outgoing.end();
  });
}
