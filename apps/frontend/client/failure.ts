/** Why there is no answer, as far as the page can tell. */
export type Failure = {
  readonly title: string;
  readonly detail: string;
  /** HTTP status; absent if there was no response at all. */
  readonly status?: number;
  /** The service that failed; `gateway` if no service of the application answered. */
  readonly hop: string;
  /** Who answered, if a service did. */
  readonly servedBy?: { readonly service: string; readonly version: string };
  readonly traceId?: string;
};

/**
 * Reads the failure out of a response. The services answer with a problem document (RFC 9457); a gateway or sidecar
 * that answers in their place sends plain text and no `x-served-by`.
 */
export async function readFailure(response: Response): Promise<Failure> {
  const servedBy = readServedBy(response.headers.get('x-served-by'));
  const text = await response.text();
  const { status } = response;
  const problem = response.headers.get('content-type')?.startsWith('application/problem+json')
    ? JSON.parse(text)
    : { title: `The gateway answered ${status}`, detail: text.slice(0, 200) || response.statusText };
  return {
    title: problem.title,
    detail: problem.detail,
    status,
    hop: problem.upstream ?? servedBy?.service ?? 'gateway',
    ...(servedBy && { servedBy }),
    ...(problem.traceId && { traceId: problem.traceId }),
  };
}

export function unreachable(error: unknown): Failure {
  const detail = error instanceof Error ? error.message : String(error);
  return { title: 'No answer', detail: `The gateway could not be reached: ${detail}`, hop: 'gateway' };
}

/** `x-served-by` is `service/version/pod`. */
function readServedBy(header: string | null): Failure['servedBy'] {
  const [service, version] = header?.split('/') ?? [];
  return service && version ? { service, version } : undefined;
}
