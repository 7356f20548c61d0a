import { buildMesh, type Pod, parseResources } from '@lab/istio';
import { describe, expect, it } from 'vitest';
import { credentialsOf } from './credentials.ts';

const POD = { namespace: 'edge' } as Pod;

function secret(name: string, fields: string, namespace = 'edge'): string {
  return `---\napiVersion: v1\nkind: Secret\nmetadata: { name: ${name}, namespace: ${namespace} }\n${fields}\n`;
}

function namesOf(...secrets: string[]): Record<string, string> {
  const credentials = credentialsOf(buildMesh(parseResources(secrets.join('')).resources), POD);
  return Object.fromEntries([...credentials].map(([name, entry]) => [name, Object.keys(entry).join()]));
}

describe('the credentials of a proxy', () => {
  it.each([
    ['of type tls', 'data: { tls.crt: YQ==, tls.key: Yg== }'],
    ['generic', 'stringData: { cert: a, key: b }'],
  ])('are the certificates of Secrets %s', (_, fields) => {
    expect(namesOf(secret('web', fields))).toEqual({
      'kubernetes://web': 'tlsCertificate',
      'kubernetes-gateway://edge/web': 'tlsCertificate',
    });
  });

  it('have the CA of the same Secret, or of one with the suffix', () => {
    const both = secret('web', 'stringData: { cert: a, key: b, ca.crt: c }');
    expect(namesOf(both)).toMatchObject({ 'kubernetes://web-cacert': 'validationContext' });
    const own = [
      secret('web', 'stringData: { cert: a, key: b }'),
      secret('web-cacert', 'stringData: { cacert: c }'),
    ];
    expect(namesOf(...own)).toMatchObject({ 'kubernetes://web-cacert': 'validationContext' });
  });

  it("are not those of another namespace, but for a Gateway API's Gateway that names it", () => {
    const elsewhere = secret('web', 'stringData: { cert: a, key: b }', 'shop');
    expect(namesOf(elsewhere)).toEqual({ 'kubernetes-gateway://shop/web': 'tlsCertificate' });
  });

  it('are none of a Secret without a key', () => {
    expect(namesOf(secret('web', 'stringData: { cert: a }'))).toEqual({});
  });
});
