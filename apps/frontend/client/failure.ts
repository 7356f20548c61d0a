import type { Hop } from '@lab/service-kit';

/** Why there is no answer, as far as the page can tell. */
export type Failure = {
  readonly title: string;
  readonly detail: string;
  /** HTTP status; absent if there was no response at all. */
  readonly status?: number;
  /** The service that failed; without an answer of the application, who answered or should have. */
  readonly hop: string;
  /** Who answered, if a service did. */
  readonly servedBy?: { readonly service: string; readonly version: string };
  /** The way of the request as far as the services tell of it. */
  readonly hops?: readonly Hop[];
  readonly traceId?: string;
};

/** The members of a problem document (RFC 9457) that the page reads. */
export type ProblemMembers = Pick<Failure, 'title' | 'detail' | 'hops' | 'traceId'> & {
  readonly upstream?: string;
};

/** The hop of a failure that no service tells of: Envoy's own answer, at the mesh's edge or beside the frontend. */
export const GATEWAY = 'gateway';
export const SIDECAR = "frontend's sidecar";

/**
 * Reads the failure out of a response. The services answer with a problem document; a gateway or sidecar that answers
 * in their place sends plain text and no `x-served-by`.
 */
export async function readFailure(response: Response): Promise<Failure> {
  const { status, headers } = response;
  const servedBy = readServedBy(headers.get('x-served-by'));
  const text = await response.text();
  const problem = headers.get('content-type')?.startsWith('application/problem+json') && parseJson(text);
  if (problem) return failureOf(problem, status, servedBy);
  const hop = servedBy?.service ?? whoReplied(headers);
  const detail = text.slice(0, 200) || response.statusText;
  return { title: `The ${hop} answered ${status}`, detail, status, hop, ...(servedBy && { servedBy }) };
}

/** The failure that a problem document tells of; without an `upstream` it is the fault of who answered. */
export function failureOf(
  { title, detail, hops, traceId, upstream }: ProblemMembers,
  status: number,
  servedBy: Failure['servedBy'],
): Failure {
  return {
    title,
    detail,
    status,
    hop: upstream ?? servedBy?.service ?? 'server',
    ...(servedBy && { servedBy }),
    ...(hops && { hops }),
    ...(traceId && { traceId }),
  };
}

/** There was no response: `address` is what the browser tried to reach. */
export function unreachable(error: unknown, address: string): Failure {
  const detail = error instanceof Error ? error.message : String(error);
  return {
    title: `No answer from ${address}`,
    detail: `The address could not be reached: ${detail}`,
    hop: address,
  };
}

/** Whether an Envoy of Istio's answered the browser: it names itself in every answer that it passes on. */
export function isFromEnvoy(headers: Headers): boolean {
  return headers.get('server') === 'istio-envoy';
}

/** Envoy says how long its upstream took. Where that is missing no upstream has answered, and it made the answer. */
function whoReplied(headers: Headers): string {
  if (!isFromEnvoy(headers)) return 'server';
  return headers.has('x-envoy-upstream-service-time') ? SIDECAR : GATEWAY;
}

/** `x-served-by` is `service/version/pod`. */
function readServedBy(header: string | null): Failure['servedBy'] {
  const [service, version] = header?.split('/') ?? [];
  return service && version ? { service, version } : undefined;
}

function parseJson(text: string): ProblemMembers | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
