import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A collector that throws away what it gets: its own work would be counted as the service's. */
export interface SpanSink {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  /** Bytes taken so far: none would mean that nothing was traced. */
  readonly bytes: number;
  close(): void;
}

export async function startSpanSink(): Promise<SpanSink> {
  let bytes = 0;
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on('end', () => response.end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen({ port: 0, host: '127.0.0.1' }, resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get bytes() {
      return bytes;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
