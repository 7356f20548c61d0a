import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A series, by the name of its metric in `__name__`, with its value. */
export interface Series {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A Prometheus on 127.0.0.1 that answers an instant query with all series of the metric that it names. */
export interface PrometheusStandIn {
  readonly port: number;
  /** May be changed while it runs. */
  series: readonly Series[];
  /** What it answers instead: a status. */
  refusal: number | undefined;
  /** Expressions that it was asked. */
  readonly asked: string[];
  close(): Promise<void>;
}

export async function startPrometheus(): Promise<PrometheusStandIn> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://prometheus');
    const expression = searchParams.get('query') ?? '';
    prometheus.asked.push(expression);
    if (pathname !== '/api/v1/query' || prometheus.refusal !== undefined) {
      response.writeHead(prometheus.refusal ?? 404).end('not ready');
      return;
    }
    const result = prometheus.series
      .filter(({ metric }) => expression.includes(`${metric}{`))
      .map(({ labels, value }) => ({ metric: labels, value: [Date.now() / 1_000, String(value)] }));
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const prometheus: PrometheusStandIn = {
    port: (server.address() as AddressInfo).port,
    series: [],
    refusal: undefined,
    asked: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return prometheus;
}
