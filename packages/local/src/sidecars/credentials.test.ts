import { buildMesh, type Pod, type ProxyConfig, parseResources } from '@lab/istio';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRoot, type KeyPair } from '../certificates/certificate.ts';
import { credentialsOf } from './credentials.ts';

const POD = { namespace: 'edge' } as Pod;

const NAMES = ['web', 'web-cacert'].flatMap((name) => [
  `kubernetes://${name}`,
  `kubernetes-gateway://edge/${name}`,
  `kubernetes-gateway://shop/${name}`,
]);

let own: KeyPair;
let other: KeyPair;

beforeAll(async () => {
  const validity = { notBefore: new Date(), notAfter: new Date(Date.now() + 60_000) };
  [own, other] = await Promise.all([createRoot('own', validity), createRoot('other', validity)]);
});

function secret(name: string, fields: object, namespace = 'edge'): string {
  const metadata = { name, namespace };
  return `---\n${JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata, ...fields })}\n`;
}

/** A configuration that asks for credentials. */
function asking(names: readonly string[]): ProxyConfig {
  const secrets = names.map((name) => ({ name, sdsConfig: { ads: {} } }));
  return { listeners: [{ secrets }], clusters: [], routes: [], endpoints: [] } as unknown as ProxyConfig;
}

function namesOf(secrets: readonly string[], asked = NAMES): Record<string, string> {
  const mesh = buildMesh(parseResources(secrets.join('')).resources);
  const credentials = credentialsOf(mesh, POD, asking(asked));
  return Object.fromEntries(credentials.map(({ name, ...secret }) => [name, Object.keys(secret).join()]));
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

describe('the credentials of a proxy', () => {
  it('are the certificates of Secrets of both types', () => {
    const expected = {
      'kubernetes://web': 'tlsCertificate',
      'kubernetes-gateway://edge/web': 'tlsCertificate',
    };
    const data = { 'tls.crt': base64(own.certificate), 'tls.key': base64(own.privateKey) };
    expect(namesOf([secret('web', { data })])).toEqual(expected);
    const stringData = { cert: own.certificate, key: own.privateKey };
    expect(namesOf([secret('web', { stringData })])).toEqual(expected);
  });

  it('have the CA of the same Secret, or of one with the suffix', () => {
    const pair = { cert: own.certificate, key: own.privateKey };
    const both = secret('web', { stringData: { ...pair, 'ca.crt': other.certificate } });
    expect(namesOf([both])).toMatchObject({ 'kubernetes://web-cacert': 'validationContext' });
    const apart = [
      secret('web', { stringData: pair }),
      secret('web-cacert', { stringData: { cacert: other.certificate } }),
    ];
    expect(namesOf(apart)).toMatchObject({ 'kubernetes://web-cacert': 'validationContext' });
  });

  it("are not those of another namespace, but for a Gateway API's Gateway that names it", () => {
    const elsewhere = secret('web', { stringData: { cert: own.certificate, key: own.privateKey } }, 'shop');
    expect(namesOf([elsewhere])).toEqual({ 'kubernetes-gateway://shop/web': 'tlsCertificate' });
  });

  it('are those only that its configuration asks for', () => {
    const all = ['web', 'unused'].map((name) =>
      secret(name, { stringData: { cert: own.certificate, key: own.privateKey } }),
    );
    expect(namesOf(all, ['kubernetes://web'])).toEqual({ 'kubernetes://web': 'tlsCertificate' });
  });

  it('are none of a Secret that has no certificate and the key of it', () => {
    const { certificate, privateKey } = own;
    const wrong = [
      { stringData: { cert: certificate } },
      { stringData: { cert: 'REPLACE ME', key: 'REPLACE ME' } },
      { stringData: { cert: certificate, key: other.privateKey } },
      { stringData: { cert: 1, key: 2, cacert: 3 } },
      { data: { 'tls.crt': 'not base64!', 'tls.key': base64(privateKey), 'ca.crt': 'YQ==' } },
    ];
    for (const fields of wrong) expect(namesOf([secret('web', fields)]), JSON.stringify(fields)).toEqual({});
  });
});
