import { type CauseDefinition, logLine } from '../cause.ts';
import { configurationLine } from '../configuration-lines.ts';
import { meshPod } from '../configured.ts';
import { refusedConnection } from './refused-connection.ts';

export const noFilterChain: CauseDefinition = {
  code: 'NO_FILTER_CHAIN',
  title: 'No server of the gateway takes the connection',
  meaning:
    'The connection reached a port of the gateway for TLS. It names a server (SNI) that no server of a Gateway has among its hosts, or it is plaintext.',
  evidence:
    'The gateway logs NR with filter_chain_not_found; requested_server_name is the server that the client named.',
  fix: 'Add the host to the server of the Gateway, or use https:// with a host that it has.',
  find(incident, evidence) {
    const refused = refusedConnection(incident);
    const pod = refused && meshPod(evidence, refused);
    if (!refused || pod?.proxy !== 'gateway') return undefined;
    const { serverName, downstreamFailure = '', downstreamLocalAddress } = refused;
    const isPlaintext = /HTTP_REQUEST/.test(downstreamFailure);
    const servers = evidence.mesh.gateways.flatMap((resource) =>
      (resource.spec.servers ?? []).flatMap(({ tls, hosts }, index) =>
        tls
          ? [
              configurationLine(
                resource,
                ['spec', 'servers', index, 'hosts'],
                `has hosts ${hosts?.join(', ')}`,
              ),
            ]
          : [],
      ),
    );
    return {
      certainty: serverName || isPlaintext ? 'certain' : 'likely',
      sentence: serverName
        ? `No server of a Gateway is for ${serverName}, which the client named in TLS to ${downstreamLocalAddress}.`
        : isPlaintext
          ? `The client sent plaintext to ${downstreamLocalAddress}, where ${refused.pod} expects TLS.`
          : `The client named no server in TLS to ${downstreamLocalAddress}.`,
      lines: [logLine(refused), ...servers],
      not: ['Not a missing route: the connection was closed before a request was read.'],
      next: [
        isPlaintext
          ? 'Use https://, or the port for HTTP: ./lab status'
          : 'Compare the server name with the hosts of the Gateway: ./lab render',
      ],
    };
  },
};
