import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { logRequest } from './access-log.ts';
import { closeAfter, drain } from './drain.ts';
import { type Fault, faultInjector, readFault } from './fault.ts';
import { flushSpans } from './flush-spans.ts';
import { answerProbe, isProbe, pathOf, type Readiness } from './health.ts';
import { type Identity, servedBy } from './identity.ts';
import { idleReset } from './idle-reset.ts';
import type { Logger } from './logger.ts';
import { sendProblem } from './problem.ts';
import { markStart } from './request-start.ts';
import { numberSetting } from './settings.ts';

/** Envoy keeps an idle upstream connection for an hour; the side that closes first must be Envoy, or it sees UC. */
const KEEP_ALIVE_MS = 3_605_000;
const HEADERS_TIMEOUT_MS = 20_000;
const REQUEST_TIMEOUT_MS = 30_000;

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

export type ServeOptions = {
  readonly identity: Identity;
  readonly logger: Logger;
  /** Listened on if PORT is not set. */
  readonly defaultPort: number;
  readonly env?: NodeJS.ProcessEnv;
};

export type RunningService = {
  readonly server: Server;
  readonly port: number;
  /** Drains and flushes; resolves to whether all requests in flight were finished. Later calls wait for the first. */
  stop(): Promise<boolean>;
};

/**
 * Serves a handler (an Express app, Next.js's request handler) the way a pod should: probes, `x-served-by`, one log
 * line a request, injected faults, timeouts that suit Envoy, and a drain on SIGTERM or SIGINT after which the
 * process exits, 0 if nothing was lost. Reads PORT, HOST, DRAIN_DELAY_MS and TERMINATION_GRACE_SECONDS.
 *
 * @throws SettingError for a setting that cannot be used; the error of `listen`, e.g. EADDRINUSE
 */
export async function serve(handler: Handler, options: ServeOptions): Promise<RunningService> {
  const { identity, logger, defaultPort, env = process.env } = options;
  const fault = readFault(env, identity);
  const readiness: Readiness = {
    draining: false,
    ...(fault?.readyProbes !== undefined && { readyProbes: fault.readyProbes }),
  };
  const inFlight = new Set<ServerResponse>();
  const listener = requestListener(handler, {
    identity,
    logger,
    readiness,
    inFlight,
    fault,
  });
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    listener,
  );
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const drainOptions = readDrainOptions(env);
  await listen(server, numberSetting(env, 'PORT', defaultPort, { max: 65_535 }), env.HOST || '0.0.0.0');

  let stopping: Promise<boolean> | undefined;
  const stop = () => {
    stopping ??= drain(server, inFlight, readiness, drainOptions).finally(() => flushSpans());
    return stopping;
  };
  const { port } = server.address() as AddressInfo;
  logger.info({ port }, 'listening');
  stopOnSignals(stop, logger);
  return { server, port, stop };
}

type ListenerParts = Pick<ServeOptions, 'identity' | 'logger'> & {
  readonly readiness: Readiness;
  readonly inFlight: Set<ServerResponse>;
  readonly fault: Fault | undefined;
};

function requestListener(handler: Handler, parts: ListenerParts): Handler {
  const { logger, readiness, inFlight, fault } = parts;
  const header = servedBy(parts.identity);
  const inject = fault && faultInjector(fault);
  const resets = fault?.idleResetMs === undefined ? undefined : idleReset(fault.idleResetMs);
  return async (request, response) => {
    response.setHeader('x-served-by', header);
    if (readiness.draining) closeAfter(response);
    if (isProbe(request)) return answerProbe(request, response, readiness);
    if (resets?.(request, response)) return;
    markStart(request);
    inFlight.add(response);
    response.once('close', () => inFlight.delete(response));
    logRequest(logger, request, response);
    try {
      await inject?.();
      // Gone while it waited: what the handler would call could not be told so any more.
      if (response.destroyed) return;
      await handler(request, response);
    } catch (error) {
      sendProblem(response, error, { instance: pathOf(request) });
    }
  };
}

function readDrainOptions(env: NodeJS.ProcessEnv) {
  return {
    delayMs: numberSetting(env, 'DRAIN_DELAY_MS', 0),
    // Below Kubernetes's default of 30 s, after which the kernel ends the process.
    graceMs: numberSetting(env, 'TERMINATION_GRACE_SECONDS', 25) * 1000,
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stopOnSignals(stop: () => Promise<boolean>, logger: Logger): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, async () => {
      logger.info({ signal }, 'draining');
      const finished = await stop();
      logger.info({ finished }, finished ? 'stopped' : 'stopped with requests in flight');
      process.exit(finished ? 0 : 1);
    });
  }
}
