import { message } from '../../findings/message.ts';
import type { ListenerSpec } from '../../resources/gateway-api-types.ts';
import type { GatewaySpec } from '../../resources/istio-types.ts';
import type { Mesh } from '../mesh.ts';
import type { Problem } from './problem.ts';
import { isGranted } from './reference-grant.ts';

type ServerTls = NonNullable<NonNullable<GatewaySpec['servers']>[number]['tls']>;
type ListenerTls = NonNullable<ListenerSpec['tls']>;

/** Option by which a listener asks for more than the Gateway API's terminate. */
const TERMINATE_MODE = 'gateway.istio.io/tls-terminate-mode';

const CIPHER_SUITES = 'gateway.istio.io/tls-cipher-suites';

/** Of option values, Istio's own mode; any other value is plain terminating TLS. */
const MODES: Readonly<Record<string, NonNullable<ServerTls['mode']>>> = {
  MUTUAL: 'MUTUAL',
  OPTIONAL_MUTUAL: 'OPTIONAL_MUTUAL',
  ISTIO_MUTUAL: 'ISTIO_MUTUAL',
};

/** TLS of a listener as a server of Istio's, or why there is none (istio conversion.go, `buildTLS`). */
export function convertTls(
  mesh: Mesh,
  tls: ListenerTls,
  namespace: string,
): { readonly tls?: ServerTls; readonly problem?: Omit<Problem, 'path'> } {
  if (tls.mode === 'Passthrough') return { tls: { mode: 'PASSTHROUGH' } };
  const mode = MODES[tls.options?.[TERMINATE_MODE] ?? ''] ?? 'SIMPLE';
  if (mode === 'ISTIO_MUTUAL') return { tls: { mode } };
  const cipherSuites = tls.options?.[CIPHER_SUITES]?.split(',').map((suite) => suite.trim());
  const [certificate, ...others] = tls.certificateRefs ?? [];
  if (others.length > 0) {
    return { problem: { message: message('LAB0321.certificates') } };
  }
  const secret = certificate && `${certificate.namespace ?? namespace}/${certificate.name}`;
  if (certificate?.namespace && certificate.namespace !== namespace) {
    const { namespace: toNamespace, name } = certificate;
    const from = { fromKind: 'Gateway', fromNamespace: namespace } as const;
    if (!isGranted(mesh, { ...from, toKind: 'Secret', toNamespace, name })) {
      const refused = message('LAB0321.secretNotGranted', { secret: `${toNamespace}/${name}`, namespace });
      return { problem: { message: refused } };
    }
  }
  return {
    tls: {
      mode,
      ...(secret && { credentialName: `kubernetes-gateway://${secret}` }),
      ...(cipherSuites?.length && { cipherSuites }),
    },
  };
}
