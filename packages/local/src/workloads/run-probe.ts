import { request } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import type { kubernetes } from '@lab/istio';
import { CHECK_PATH, checkRequest, isServing } from '@lab/stand-in';
import type { SocketAddress } from '../addresses/socket-address.ts';

/** Kubernetes' defaults ("Probe v1 core"). */
const PERIOD_SECONDS = 10;
const TIMEOUT_SECONDS = 1;
const FAILURE_THRESHOLD = 3;

/** Until the first success a probe is asked this often: no node is spared by waiting for a whole period. */
const STARTING_MS = 100;

/**
 * Asks once. A 2xx or 3xx answer, SERVING in gRPC's health checking, or an accepted connection, is a success.
 *
 * @param resolve where the application listens for a container port or the name of one
 */
export function runProbe(
  probe: kubernetes.Probe,
  resolve: (port: number | string) => SocketAddress,
): Promise<boolean> {
  const timeout = (probe.timeoutSeconds ?? TIMEOUT_SECONDS) * 1_000;
  if (probe.httpGet) return getSucceeds(probe.httpGet, resolve(probe.httpGet.port), timeout);
  if (probe.grpc) return serves(resolve(probe.grpc.port), probe.grpc.service, timeout);
  return accepts(resolve(probe.tcpSocket?.port ?? 0), timeout);
}

function getSucceeds(
  get: NonNullable<kubernetes.Probe['httpGet']>,
  { address: host, port }: SocketAddress,
  timeout: number,
): Promise<boolean> {
  const headers = Object.fromEntries((get.httpHeaders ?? []).map(({ name, value }) => [name, value]));
  return new Promise((resolve) => {
    const options = { host, port, path: get.path ?? '/', headers, agent: false, timeout };
    const outgoing = request(options, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      resolve(status >= 200 && status < 400);
    });
    outgoing.on('timeout', () => outgoing.destroy());
    outgoing.on('error', () => resolve(false));
    // `timeout` covers an idle socket only; an answer that never comes ends here as well.
    outgoing.on('close', () => resolve(false));
    outgoing.end();
  });
}

/** Asks `grpc.health.v1.Health/Check` in plain text, as the kubelet does. */
function serves(
  { address, port }: SocketAddress,
  service: string | undefined,
  timeout: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    const session = connectHttp2(`http://${address}:${port}`);
    const end = (success: boolean) => {
      clearTimeout(timer);
      resolve(success);
      session.destroy();
    };
    const timer = setTimeout(() => end(false), timeout);
    session.on('error', () => end(false));
    const headers = { 'content-type': 'application/grpc', te: 'trailers' };
    const stream = session.request({ ':method': 'POST', ':path': CHECK_PATH, ...headers });
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', () => end(false));
    stream.on('end', () => end(isServing(Buffer.concat(chunks))));
    stream.end(checkRequest(service));
  });
}

function accepts({ address: host, port }: SocketAddress, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout });
    const end = (success: boolean) => {
      socket.destroy();
      resolve(success);
    };
    socket
      .on('connect', () => end(true))
      .on('timeout', () => end(false))
      .on('error', () => end(false));
  });
}

/**
 * Asks again and again. `onChange` is told each time the answer turns: true after `successThreshold` successes,
 * false after `failureThreshold` failures in a row.
 *
 * @param healthy what holds until then: a readiness probe starts at false, a liveness probe at true
 * @returns a function that stops it
 */
export function watchProbe(
  probe: kubernetes.Probe,
  resolve: (port: number | string) => SocketAddress,
  healthy: boolean,
  onChange: (healthy: boolean) => void,
): () => void {
  let current = healthy;
  let succeededOnce = healthy;
  let contrary = 0;
  let stopped = false;
  let timer: NodeJS.Timeout;
  const ask = async () => {
    const success = await runProbe(probe, resolve);
    if (stopped) return;
    contrary = success === current ? 0 : contrary + 1;
    succeededOnce ||= success;
    if (
      contrary >= (success ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? FAILURE_THRESHOLD))
    ) {
      current = success;
      contrary = 0;
      onChange(success);
    }
    if (!stopped) timer = setTimeout(ask, succeededOnce ? periodMs(probe) : STARTING_MS);
  };
  timer = setTimeout(ask, (probe.initialDelaySeconds ?? 0) * 1_000);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** How long a startup probe may fail before the container counts as one that does not start, in milliseconds. */
export function startupDeadlineMs(probe: kubernetes.Probe): number {
  const attempts = (probe.failureThreshold ?? FAILURE_THRESHOLD) * periodMs(probe);
  return (probe.initialDelaySeconds ?? 0) * 1_000 + attempts;
}

function periodMs(probe: kubernetes.Probe): number {
  return (probe.periodSeconds ?? PERIOD_SECONDS) * 1_000;
}
