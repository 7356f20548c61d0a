// x509 wants this polyfill to be there first.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { adminClient, findEnvoy } from '@lab/envoy';
import { buildMesh, parseResources } from '@lab/istio';
import { PemConverter, X509CertificateGenerator } from '@peculiar/x509';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AddressPlan } from '../addresses/address-plan.ts';
import { openAddressPlan } from '../addresses/open-address-plan.ts';
import { parseAddress } from '../addresses/socket-address.ts';
import type { KeyPair } from '../certificates/certificate.ts';
import { type CertificateAuthority, openAuthority } from '../certificates/certificate-authority.ts';
import { type Identities, openIdentities } from '../certificates/identities.ts';
import { systemClock } from '../clock.ts';
import { standIns } from '../stand-ins/stand-ins.ts';
import type { DesiredState } from './desired-state.ts';
import { Fleet } from './fleet.ts';
import { processStarters } from './process-starters.ts';

/** A gateway that proves who it is by a Secret on one port, and by its own identity on another; both ask callers for theirs. */
const MESH = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: gateway, namespace: edge }
spec:
  selector: { matchLabels: { app: gateway } }
  template:
    metadata:
      labels: { app: gateway, sidecar.istio.io/inject: "true" }
      annotations: { inject.istio.io/templates: gateway }
    spec: { serviceAccountName: gateway, containers: [{ name: istio-proxy, image: auto }] }
---
apiVersion: v1
kind: Service
metadata: { name: gateway, namespace: edge }
spec:
  selector: { app: gateway }
  ports: [{ name: https, port: 443, targetPort: 8443 }, { name: tls, port: 15443, targetPort: 15443 }]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gateway, namespace: edge }
spec:
  selector: { app: gateway }
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    hosts: [shop.example]
    tls: { mode: MUTUAL, credentialName: shop }
  - port: { number: 15443, name: mesh, protocol: HTTPS }
    hosts: [mesh.example]
    tls: { mode: ISTIO_MUTUAL }
`;

const people = (account: string) => ({
  ...{ trustDomain: 'outside.test', namespace: 'people', serviceAccount: account },
});
const [BY_SECRET, BY_IDENTITY] = ['0.0.0.0_8443', '0.0.0.0_15443'];
const KEY = /PRIVATE KEY|privateKey|UFJJVkFURSBLRV/;

const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
let addresses: AddressPlan;
/** The mesh's, and that of people outside it. */
let authority: CertificateAuthority;
let outside: CertificateAuthority;
let caller: KeyPair;
let identities: Identities;
let fleet: Fleet;

beforeAll(async () => {
  addresses = await openAddressPlan(folder, {});
  authority = await openAuthority(join(folder, 'certificates'));
  outside = await openAuthority(join(folder, 'outside'));
  caller = await outside.issue(people('caller'));
  identities = openIdentities({ authority, leafMs: 6_000, onError: () => {} });
  const environment = {
    ...{ starters: processStarters(standIns(join(folder, 'stand-ins.log'))), clock: systemClock },
    applicationEnv: {},
    ...{ envoyBinary: (await findEnvoy()).path, identities, addresses, podsDir: join(folder, 'pods') },
    ...{ logsDir: join(folder, 'logs'), socketDir: folder },
    ...{ publicPort: () => undefined, onProcess: () => {} },
  };
  const options = { environment, resolveProvided: () => undefined, onChange: () => {}, onError: () => {} };
  fleet = new Fleet(options, withSecret(await outside.issue(people('first'))));
  expect(await fleet.startMissing()).toEqual([]);
});
afterAll(async () => {
  identities?.stop();
  await fleet?.stop();
  addresses?.close();
  rmSync(folder, { recursive: true, force: true });
});

function withSecret({ certificate, privateKey }: KeyPair): DesiredState {
  const metadata = { name: 'shop', namespace: 'edge' };
  const stringData = { cert: certificate, key: privateKey, cacert: outside.rootCertificate };
  const secret = JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata, stringData });
  const mesh = buildMesh(parseResources(`${MESH}---\n${secret}\n`).resources);
  return { mesh, plans: new Map(), guarded: false };
}

interface Answer {
  /** Of HTTP, or the code of what ended the connection. */
  readonly got: number | string;
  /** What the gateway proves, and by which certificate. */
  readonly name?: string;
  readonly serial?: string;
}

function call(listener: string, client: KeyPair | undefined = caller): Promise<Answer> {
  const [gateway] = fleet.mesh.pods;
  if (!gateway) throw new Error('no pod');
  const { address, port } = parseAddress(fleet.listenerAddress(gateway, listener) ?? '');
  const servername = listener === BY_SECRET ? 'shop.example' : 'mesh.example';
  return new Promise((resolve) => {
    const outgoing = request({
      ...{ host: address, port, servername, headers: { host: servername }, agent: false },
      ...{ rejectUnauthorized: false, cert: client?.certificate, key: client?.privateKey },
    });
    outgoing.on('error', ({ code, message }: NodeJS.ErrnoException) => resolve({ got: code ?? message }));
    outgoing.on('response', (response) => {
      response.resume();
      const { subjectaltname, serialNumber } = (response.socket as TLSSocket).getPeerCertificate();
      const name = subjectaltname ?? '';
      resolve({ got: response.statusCode ?? 0, name, serial: serialNumber });
    });
    outgoing.end();
  });
}

const pids = () => fleet.instances.flatMap((instance) => instance.pids);

describe('a running Envoy', () => {
  it('is given the next certificate of its identity, and is not restarted for it', async () => {
    const before = pids();
    const client = await authority.issue({
      trustDomain: 'cluster.local',
      namespace: 'a',
      serviceAccount: 'a',
    });
    const seen = new Set<string | undefined>();
    const identity = { got: 404, name: 'URI:spiffe://cluster.local/ns/edge/sa/gateway' };
    await expect
      .poll(
        async () => {
          const { serial, ...answer } = await call(BY_IDENTITY, client);
          expect(answer).toEqual(identity);
          return seen.add(serial).size;
        },
        { timeout: 60_000, interval: 200 },
      )
      .toBe(3);
    expect(pids()).toEqual(before);
  });

  it('is given the certificate and the CA of a Secret, and another one when it is edited', async () => {
    const before = pids();
    const name = (account: string) => `URI:spiffe://outside.test/ns/people/sa/${account}`;
    expect(await call(BY_SECRET)).toMatchObject({ got: 404, name: name('first') });
    expect(await call(BY_SECRET, await authority.issue(people('caller')))).toMatchObject({
      got: expect.stringMatching(/^(ERR_SSL_.*ALERT.*|ECONNRESET|EPIPE)$/),
    });
    await fleet.adopt(withSecret(await outside.issue(people('second'))));
    await expect.poll(() => call(BY_SECRET)).toMatchObject({ got: 404, name: name('second') });
    expect(pids()).toEqual(before);
  });

  it('that rejects a certificate keeps the one before, and the finding names the Secret and no key', async () => {
    const { findings } = await fleet.adopt(withSecret(await ed25519Pair()));
    expect(findings).toMatchObject([
      { code: 'LAB0207', message: expect.stringContaining('rejects secret kubernetes://shop') },
    ]);
    expect(JSON.stringify(findings)).not.toMatch(KEY);
    expect(await call(BY_SECRET)).toMatchObject({ got: 404 });
    const mended = await fleet.adopt(withSecret(await outside.issue(people('third'))));
    expect(mended.findings).toEqual([]);
  });

  it('shows no private key, and nor do the files of the lab', async () => {
    const [instance] = fleet.instances;
    const dump = await adminClient(instance?.status().sidecar?.adminSocket ?? '').configDump();
    expect(JSON.stringify(dump)).toContain('kubernetes://shop');
    expect(JSON.stringify(dump)).not.toMatch(/PRIVATE KEY|UFJJVkFURSBLRV/);
    expect(JSON.stringify(fleet.instances.map((one) => one.status()))).not.toMatch(KEY);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    const paths = files.map(({ parentPath, name }) => join(parentPath, name));
    expect(paths.length).toBeGreaterThan(8);
    const withKey = paths.filter((path) => KEY.test(readFileSync(path, 'utf8')));
    // The roots', by which a lab that starts again makes certificates that running programs trust.
    expect(withKey.sort()).toEqual(['certificates', 'outside'].map((ca) => join(folder, ca, 'root.key')));
  });
});

/** Node takes such a key; Envoy takes RSA and ECDSA only. */
async function ed25519Pair(): Promise<KeyPair> {
  const keys = (await webcrypto.subtle.generateKey('Ed25519', true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...{ name: 'O=ed25519', keys, signingAlgorithm: { name: 'Ed25519' } },
    ...{ notBefore: new Date(), notAfter: new Date(Date.now() + 3_600_000) },
  });
  const der = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { certificate: certificate.toString('pem'), privateKey: PemConverter.encode(der, 'PRIVATE KEY') };
}
