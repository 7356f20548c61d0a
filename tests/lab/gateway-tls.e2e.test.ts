import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { type CertificateAuthority, openAuthority } from '@lab/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { socketAddress } from '../support/lab/call-sidecar.ts';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import type { TestLab } from '../support/lab/test-lab.ts';

const FILE = 'overlays/local/https.yaml';

let lab: TestLab;
let authority: CertificateAuthority;
const folder = mkdtempSync(join(tmpdir(), 'gateway-tls-'));

beforeAll(async () => {
  authority = await openAuthority(folder);
  const manifests = await httpsManifests('first');
  lab = await openSharedLab({
    prepare: ({ replace, write }) => {
      write(FILE, manifests);
      replace('overlays/local/kustomization.yaml', 'resources:', 'resources:\n- https.yaml');
    },
  });
});
afterAll(async () => {
  await lab?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A gateway's server with the certificate of a Secret, and one whose Secret nobody made. */
async function httpsManifests(account: string): Promise<string> {
  const identity = { trustDomain: 'outside.test', namespace: 'people', serviceAccount: account };
  const { certificate, privateKey } = await authority.issue(identity);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return `apiVersion: v1
kind: Secret
metadata: { name: shop-certificate, namespace: istio-system }
type: kubernetes.io/tls
data: { tls.crt: ${base64(certificate)}, tls.key: ${base64(privateKey)} }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shop, namespace: frontend }
spec:
  selector: { istio: ingressgateway }
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    hosts: [shop.example]
    tls: { mode: SIMPLE, credentialName: shop-certificate }
  - port: { number: 8444, name: https-lost, protocol: HTTPS }
    hosts: [lost.example]
    tls: { mode: SIMPLE, credentialName: nobody-made-it }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: frontend }
spec:
  hosts: [shop.example, lost.example]
  gateways: [shop]
  http: [{ route: [{ destination: { host: frontend-service } }] }]
`;
}

/** What a client gets from the gateway's server for a port of its pod (443 of the Service is 8443 there): the status and the identity in its certificate, or a code. */
async function get(port: number, servername: string): Promise<string> {
  const gateway = (await lab.pods()).find(({ proxy }) => proxy === 'gateway');
  // By the listener's name, which it also has when it was added while the lab is up.
  const at = gateway?.addresses.outbound[`0.0.0.0_${port}`] ?? '';
  return new Promise((resolve) => {
    const outgoing = request(
      {
        ...{
          ...socketAddress(at),
          servername,
          path: '/healthz',
          headers: { host: servername },
          agent: false,
        },
        ...{ ca: authority.rootCertificate, checkServerIdentity: () => undefined },
      },
      (response) => {
        response.resume();
        const { subjectaltname } = (response.socket as TLSSocket).getPeerCertificate();
        resolve(`${response.statusCode} ${subjectaltname}`);
      },
    );
    outgoing.on('error', ({ code, message }: NodeJS.ErrnoException) => resolve(code ?? message));
    outgoing.end();
  });
}

describe("a gateway's server with TLS", () => {
  it('shows the certificate of the Secret that its credentialName names', async () => {
    expect(await get(8443, 'shop.example')).toBe('200 URI:spiffe://outside.test/ns/people/sa/first');
  });

  it('shows another one when the Secret is edited', async () => {
    lab.manifests.write(FILE, await httpsManifests('second'));
    await expect
      .poll(() => get(8443, 'shop.example'))
      .toBe('200 URI:spiffe://outside.test/ns/people/sa/second');
  });

  it('takes no connection where there is no Secret, and says so', async () => {
    expect(await get(8444, 'lost.example')).toMatch(/^(ECONNREFUSED|ECONNRESET)$/);
    const { stdout } = await lab.run('status');
    expect(stdout).toContain('IST0101');
    expect(stdout).toContain('nobody-made-it');
  });
});
