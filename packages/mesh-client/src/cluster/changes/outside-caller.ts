import type { KubeObject } from '@lab/cluster';
import { OWN_NAMESPACE } from './change-record.ts';

/** The workload whose pod sends as a caller that is not in the mesh. */
export const OUTSIDE_CALLER = 'istio-the-hard-way-outside';

interface Deployment extends KubeObject {
  readonly spec?: {
    readonly template?: {
      readonly spec?: {
        readonly imagePullSecrets?: unknown;
        readonly containers?: readonly { readonly image?: string; readonly imagePullPolicy?: string }[];
      };
    };
  };
}

/**
 * A pod without a sidecar and without an identity of the mesh, which runs the Node of an image that the nodes have: that of
 * the application. It meets the restricted Pod Security Standard.
 *
 * @param objects what is deployed; undefined where there is no Deployment among it
 */
export function outsideCaller(objects: readonly KubeObject[]): KubeObject | undefined {
  const own = objects.find(
    ({ kind, metadata }) => kind === 'Deployment' && metadata.namespace === OWN_NAMESPACE,
  ) as Deployment | undefined;
  const { containers = [], imagePullSecrets } = own?.spec?.template?.spec ?? {};
  const { image, imagePullPolicy } = containers[0] ?? {};
  if (image === undefined) return undefined;
  const labels = { app: OUTSIDE_CALLER };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: OUTSIDE_CALLER, namespace: OWN_NAMESPACE },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: {
          labels: { ...labels, 'sidecar.istio.io/inject': 'false', 'istio.io/dataplane-mode': 'none' },
        },
        spec: {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 0,
          ...(imagePullSecrets !== undefined && { imagePullSecrets }),
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'caller',
              image,
              ...(imagePullPolicy !== undefined && { imagePullPolicy }),
              command: ['node', '-e', 'setInterval(() => {}, 1000)'],
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
              resources: { requests: { cpu: '10m', memory: '64Mi' } },
            },
          ],
        },
      },
    },
  };
}
