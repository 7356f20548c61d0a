import { describe, expect, it } from 'vitest';
import { readClientCertificate } from './client-certificate.ts';

const id = (name: string) => `spiffe://cluster.local/ns/${name}/sa/${name}`;
const element = (by: string, uri: string) => `By=${by};Hash=${'a'.repeat(64)};Subject="";URI=${uri}`;
const read = (header: string | undefined) => readClientCertificate(header, 'backend');

describe('readClientCertificate', () => {
  it("reads the caller's identity as the sidecar of the pod wrote it", () => {
    const header = element(id('backend'), id('frontend'));
    expect(read(header)).toEqual({ caller: id('frontend'), self: id('backend') });
  });

  it('reads the last element, also behind a subject with separators in quotes', () => {
    const subject = String.raw`By=${id('x')};Subject="O=a\",b;c,CN=d";URI=${id('far')}`;
    const header = `${subject},${element(id('backend'), id('frontend'))}`;
    expect(read(header)?.caller).toBe(id('frontend'));
    expect(read(subject.replace(id('x'), id('backend')))?.caller).toBe(id('far'));
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['an element without identities', 'Hash=abc;Subject="CN=x"'],
    ['an element of a proxy elsewhere', element(id('gateway'), id('frontend'))],
    ['a caller that is no workload', element(id('backend'), 'https://example.com/')],
    ['an open quote', `By=${id('backend')};Subject="O=;URI=${id('frontend')}`],
  ])('tells nothing of %s', (_name, header) => {
    expect(read(header)?.caller).toBeUndefined();
  });
});
