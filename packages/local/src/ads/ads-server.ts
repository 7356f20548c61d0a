import { chmodSync, rmSync } from 'node:fs';
import { Server, ServerCredentials, type ServerDuplexStream, status } from '@grpc/grpc-js';
import type { AdsStream } from './ads-stream.ts';
import { DELTA_DISCOVERY, type DeltaRequest, type DeltaResponse } from './delta-discovery.ts';

export interface AdsServer {
  close(): void;
}

/**
 * Serves one Envoy its configuration by the aggregated discovery service, over gRPC on a Unix socket that only its
 * owner may open. A stream of any other node is refused.
 *
 * @throws the system's error when the socket cannot be made
 */
export async function serveAds(socketPath: string, nodeId: string, stream: AdsStream): Promise<AdsServer> {
  const server = new Server({ 'grpc.enable_channelz': 0 });
  server.addService(DELTA_DISCOVERY, {
    deltaAggregatedResources: (call: ServerDuplexStream<DeltaRequest, DeltaResponse>) => {
      let isKnown = false;
      call.on('data', (request: DeltaRequest) => {
        if (!isKnown && request.node?.id !== nodeId) {
          call.emit('error', {
            code: status.PERMISSION_DENIED,
            details: 'configuration is for another node',
          });
          return;
        }
        if (!isKnown) stream.open((response) => void call.write(response));
        isKnown = true;
        stream.receive(request);
      });
      // A peer that is killed is no failure of the lab's.
      call.on('error', () => {});
      call.on('end', () => call.end());
    },
  });
  rmSync(socketPath, { force: true });
  await new Promise<void>((resolve, reject) =>
    server.bindAsync(`unix:${socketPath}`, ServerCredentials.createInsecure(), (error) =>
      error ? reject(error) : resolve(),
    ),
  );
  chmodSync(socketPath, 0o600);
  return {
    close: () => {
      stream.close();
      server.forceShutdown();
    },
  };
}
