import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Span } from '../spans/span.ts';
import { createSpanServer } from './span-server.ts';
import { zipkinFormat } from './zipkin-format.ts';

export interface CollectorOptions {
  /** TCP port on 127.0.0.1 for OTLP/HTTP; 0 or absent for any free one. */
  readonly otlpPort?: number;
  /** TCP port on 127.0.0.1 for Zipkin JSON v2; 0 or absent for any free one. */
  readonly zipkinPort?: number;
  /** Names beside loopback's own that a Host header may carry: those of the Service it stands in for. */
  readonly hosts?: readonly string[];
  readonly onSpans: (spans: readonly Span[]) => void;
}

export interface Collector {
  readonly otlpPort: number;
  readonly zipkinPort: number;
  /** Stops both servers and closes their connections. */
  close(): Promise<void>;
}

/**
 * Starts the span collector on loopback: OTLP/HTTP at `POST /v1/traces`, Zipkin at `POST /api/v2/spans`.
 *
 * @throws the system's error (`EADDRINUSE` and the like) when a port cannot be had; no server is left then.
 */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  // Loaded by a collector that starts: reading the definitions of OTLP's messages takes longer than most commands do.
  const { otlpFormat } = await import('./otlp-format.ts');
  const hosts = (options.hosts ?? []).map((host) => host.toLowerCase());
  const otlp = createSpanServer(otlpFormat, hosts, options.onSpans);
  const zipkin = createSpanServer(zipkinFormat, hosts, options.onSpans);
  const close = async () => {
    await Promise.all([stop(otlp), stop(zipkin)]);
  };
  try {
    const otlpPort = await listen(otlp, options.otlpPort ?? 0);
    const zipkinPort = await listen(zipkin, options.zipkinPort ?? 0);
    return { otlpPort, zipkinPort, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => resolve((server.address() as AddressInfo).port));
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
