import { setTimeout as sleep } from 'node:timers/promises';
import { type Asked, askedOf } from './asked.ts';
import { type CallOutcome, callOn, DEPTH_HEADER } from './call-on.ts';
import type { MeshMap } from './capture-map.ts';
import type { StandInPod } from './messages.ts';
import { shownHeaders, shownPath } from './redact.ts';
import { passedOn } from './trace-headers.ts';

/** A request, of HTTP/1.1 or HTTP/2. */
export interface StandInRequest {
  readonly protocol: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Container port that it came to. */
  readonly port: number;
}

/** What is known of the pod. */
export interface StandInContext {
  readonly pod: StandInPod;
  readonly meshMap: () => MeshMap;
  /** Waits and fails as the pod was told to. @throws an error with the field `status` */
  readonly fault: (() => Promise<void>) | undefined;
}

/** An answer; undefined where the connection is to be ended in its place. */
export interface StandInAnswer {
  readonly status: number;
  /** What the stand-in says of itself, its request, and the calls that it made. */
  readonly body: {
    readonly pod: string;
    readonly namespace: string;
    readonly service: string;
    readonly version?: string;
    readonly port: number;
    readonly protocol: string;
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    /** Why it fails, where it was told to. */
    readonly fault?: string;
    readonly calls?: readonly CallOutcome[];
  };
}

/** Does what a request asks for, and answers. Values of authorization, cookies and tokens are not shown. */
export async function answerTo(
  request: StandInRequest,
  context: StandInContext,
): Promise<StandInAnswer | undefined> {
  const asked = askedOf(request.path, request.headers);
  if (asked.delayMs > 0) await sleep(asked.delayMs);
  if (asked.reset) return undefined;
  const fault = await faultOf(context);
  const calls = fault ? [] : await callsOf(asked, request, context);
  return {
    status: asked.status ?? fault?.status ?? 200,
    body: {
      ...identity(context.pod),
      ...{ port: request.port, protocol: request.protocol, method: request.method },
      path: shownPath(request.path),
      headers: shownHeaders(request.headers),
      ...(fault && { fault: fault.message }),
      ...(calls.length > 0 && { calls }),
    },
  };
}

/** Header by which any answer says who gave it, as the services of this project do: `service/version/pod`. */
export function identityHeaders({ pod }: StandInContext): Record<string, string> {
  return { 'x-served-by': `${pod.service}/${pod.version ?? 'unversioned'}/${pod.name}` };
}

function identity({ name, namespace, service, version }: StandInPod) {
  return { pod: name, namespace, service, ...(version !== undefined && { version }) };
}

async function faultOf({ fault }: StandInContext): Promise<{ status: number; message: string } | undefined> {
  try {
    await fault?.();
    return undefined;
  } catch (error) {
    const { status = 500, message } = error as Error & { readonly status?: number };
    return { status, message };
  }
}

function callsOf(
  { calls }: Asked,
  { headers }: StandInRequest,
  { meshMap }: StandInContext,
): Promise<CallOutcome[]> {
  const depth = Number(headers[DEPTH_HEADER] ?? 0) || 0;
  return calls.length === 0 ? Promise.resolve([]) : callOn(calls, meshMap(), passedOn(headers), depth);
}
