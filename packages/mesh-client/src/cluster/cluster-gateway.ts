import { request } from 'node:http';
import type { Kubectl } from '@lab/cluster';
import { LabError } from '@lab/errors';
import type { GatewayAddress } from '../gateway-address.ts';
import type { MeshStatus } from '../mesh-client.ts';
import type { ClusterService } from './cluster-service.ts';

const GATEWAY_HOST = 'frontend.localhost';

/** A host that no route names (RFC 6761): a gateway answers it itself, and no application hears of it. */
const NOBODY = 'nobody.invalid';

const ANSWERS_WITHIN_MS = 3000;

export interface GatewayOptions {
  readonly status: MeshStatus;
  /** Port of this machine that should lead to the gateway, on a kind cluster. */
  readonly hostPort: number | undefined;
  /** Opens a port-forward to the gateway's Service, and returns its port on 127.0.0.1. */
  readonly forward: () => Promise<number>;
}

/**
 * Where requests from outside go: the port that kind maps, where a gateway answers there, and else a port-forward.
 *
 * @throws LabError GATEWAY_NOT_READY when none of the gateway's pods is ready
 */
export async function findGateway(
  { context }: Kubectl,
  { name, namespace }: ClusterService,
  { status, hostPort, forward }: GatewayOptions,
): Promise<GatewayAddress> {
  const pods = status.pods.filter((pod) => pod.namespace === namespace && pod.workload === name);
  if (!pods.some(({ ready }) => ready)) {
    const problem = pods.find((pod) => pod.problem)?.problem ?? 'it has no pod';
    throw new LabError(
      'GATEWAY_NOT_READY',
      `no pod of the ingress gateway ${namespace}/${name} is ready: ${problem}`,
      `Describe its pods: kubectl --context ${context} describe pods -n ${namespace} -l istio=ingressgateway.`,
    );
  }
  if (hostPort === undefined) return { port: await forward(), host: GATEWAY_HOST };
  const problem = await gatewayProblem(hostPort);
  if (problem === undefined) return { port: hostPort, host: GATEWAY_HOST };
  const note =
    `Port ${hostPort} of this machine does not lead to the gateway of ${context}: ${problem}. Requests go through a ` +
    `port-forward. ./lab kind up maps the port when it creates the cluster (k8s/cluster/kind.yaml).`;
  return { port: await forward(), host: GATEWAY_HOST, note };
}

/** Why what listens on a port of 127.0.0.1 is no gateway of Istio's; undefined for one, by the name its Envoy gives itself. */
function gatewayProblem(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = {
      host: '127.0.0.1',
      port,
      headers: { host: NOBODY },
      timeout: ANSWERS_WITHIN_MS,
      agent: false,
    };
    const probe = request(options, (response) => {
      response.resume();
      const { server } = response.headers;
      resolve(server === 'istio-envoy' ? undefined : `${server ?? 'something else'} answers there`);
    });
    probe.on('timeout', () => probe.destroy(new Error('nothing answers there')));
    probe.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code === 'ECONNREFUSED') return resolve('nothing listens there');
      resolve(code === 'ECONNRESET' ? 'connections to it are closed' : message);
    });
    probe.end();
  });
}
