/** A time series' newest value. */
export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Evaluates an expression of PromQL as of now, by Prometheus' HTTP API (prometheus documentation, "HTTP API", instant queries).
 *
 * @param base where the API is, `http://127.0.0.1:9090`
 * @returns the samples of the vector; those that are no number are left out
 * @throws Error when it does not answer as Prometheus does
 */
export async function queryPrometheus(base: string, expression: string): Promise<readonly MetricSample[]> {
  const url = new URL(`/api/v1/query?${new URLSearchParams({ query: expression })}`, base);
  const response = await fetch(url, { signal: AbortSignal.timeout(15_000) });
  const text = await response.text();
  const answer = readAnswer(text);
  if (answer?.status === 'success' && answer.data?.resultType === 'vector')
    return (answer.data.result ?? []).flatMap(sampleOf);
  throw new Error(`Prometheus answers ${response.status}: ${answer?.error ?? text.trim().slice(0, 200)}`);
}

interface Answer {
  readonly status?: string;
  readonly error?: string;
  readonly data?: { readonly resultType?: string; readonly result?: readonly VectorEntry[] };
}

/** The value is a time in seconds and a number as text. */
interface VectorEntry {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [at: number, value: string];
}

function readAnswer(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}

function sampleOf({ metric, value: [, text] }: VectorEntry): MetricSample[] {
  const value = Number(text);
  return Number.isFinite(value) ? [{ labels: metric, value }] : [];
}
