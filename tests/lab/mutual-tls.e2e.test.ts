import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminClient } from '@lab/envoy';
import { spiffeId } from '@lab/istio';
import { type CertificateAuthority, openAuthority, type PodStatus } from '@lab/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callSidecar, type MutualTlsCall, socketAddress } from '../support/lab/call-sidecar.ts';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import type { TestLab } from '../support/lab/test-lab.ts';

const identity = (namespace: string, serviceAccount = namespace, trustDomain = 'cluster.local') => ({
  trustDomain,
  namespace,
  serviceAccount,
});
const gateway = identity('istio-system', 'istio-ingressgateway');
const [frontend, backend, ml] = [identity('frontend'), identity('backend'), identity('ml')];

/** Each tier: the port of its Service, and the one identity that its AuthorizationPolicy lets in. */
const TIERS = {
  frontend: { port: 80, caller: gateway },
  backend: { port: 8080, caller: frontend },
  ml: { port: 5000, caller: backend },
} as const;

let lab: TestLab;
/** The lab's own authority, and one that nothing in the mesh trusts. */
let authority: CertificateAuthority;
let stranger: CertificateAuthority;
const strangerFolder = mkdtempSync(join(tmpdir(), 'another-authority-'));
let sidecars: readonly AppSidecar[];

beforeAll(async () => {
  lab = await openSharedLab();
  authority = await openAuthority(join(lab.dir, 'certificates'));
  stranger = await openAuthority(strangerFolder);
  sidecars = (await lab.pods()).flatMap(appSidecar);
});
afterAll(async () => {
  await lab?.close();
  rmSync(strangerFolder, { recursive: true, force: true });
});

/** A way into an application's pod. */
interface AppSidecar {
  readonly pod: string;
  readonly at: string;
  readonly caller: typeof gateway;
  /** Sum of the counters whose names match. */
  count(filter: string): Promise<number>;
  call(client?: MutualTlsCall['client']): ReturnType<typeof callSidecar>;
}

function appSidecar({ name, namespace, addresses, sidecar }: PodStatus): AppSidecar[] {
  if (!(namespace in TIERS) || !sidecar) return [];
  const tier = TIERS[namespace as keyof typeof TIERS];
  const admin = adminClient(sidecar.adminSocket);
  const serverName = `outbound_.${tier.port}_._.${namespace}-service.${namespace}.svc.cluster.local`;
  return Object.values(addresses.inbound).map((at) => ({
    pod: name,
    at,
    caller: tier.caller,
    count: async (filter) => [...(await admin.stats(filter)).values()].reduce((sum, value) => sum + value, 0),
    call: (client) =>
      callSidecar({
        ...{ at, serverName, client },
        ...{ root: authority.rootCertificate, server: spiffeId(identity(namespace)) },
      }),
  }));
}

/** Sends one plain HTTP request; what came back until the connection ended, or the code of its failure. */
function sendPlaintext(at: string): Promise<string> {
  return new Promise((done) => {
    let answer = '';
    const socket = connect(socketAddress(at), () => socket.write('GET / HTTP/1.1\r\nhost: backend\r\n\r\n'));
    socket.setTimeout(30_000, () => done('no answer'));
    socket.on('data', (chunk) => {
      answer += chunk.toString('utf8');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    socket.on('close', () => done(answer));
  });
}

/** What the statistics of a listener begin with, as a regular expression. */
function listenerOf(at: string): string {
  return `listener.${at.replace(':', '_')}`.replaceAll('.', '\\.');
}

/** TLS 1.3 tells a client that it is refused after its handshake, so the request may be lost before the alert is read. */
const REFUSED = expect.stringMatching(/^(ERR_SSL_.*ALERT.*|ECONNRESET|EPIPE)$/);

describe('the sidecar of every application pod', () => {
  it('is one of seven', () => {
    expect(sidecars.map(({ pod }) => pod).sort()).toEqual([
      ...['backend-canary-0', 'backend-stable-0', 'backend-stable-1'],
      ...['frontend-canary-0', 'frontend-stable-0', 'ml-canary-0', 'ml-stable-0'],
    ]);
  });

  it('refuses plain HTTP', async () => {
    for (const { pod, at, count } of sidecars) {
      const unmatched = `${listenerOf(at)}\\.no_filter_chain_match$`;
      const before = await count(unmatched);
      expect(await sendPlaintext(at), pod).toMatch(/^$|^ECONNRESET$/);
      expect(await count(unmatched), pod).toBe(before + 1);
    }
  });

  // All of them show an identity, where they have one, that would be let in; the reason is Envoy's.
  it.each([
    ['without a certificate', 'fail_verify_no_cert', async () => undefined],
    ['with one from another CA', 'fail_verify_error', (caller: typeof gateway) => stranger.issue(caller)],
    [
      'with one that has expired',
      'fail_verify_error',
      (caller: typeof gateway) => authority.issue(caller, -1_000),
    ],
    [
      'with one of another trust domain',
      'fail_verify_san',
      (caller: typeof gateway) => authority.issue({ ...caller, trustDomain: 'elsewhere.example' }),
    ],
  ])('refuses a TLS client %s', async (_, reason, issue) => {
    for (const { pod, at, caller, call, count } of sidecars) {
      const failures = `${listenerOf(at)}\\.ssl\\.${reason}$`;
      const before = await count(failures);
      expect(await call(await issue(caller)), pod).toEqual({ refused: REFUSED });
      expect(await count(failures), pod).toBe(before + 1);
    }
  });

  it('answers 403 to a valid certificate of the wrong identity, and lets the right one in', async () => {
    for (const { pod, caller, call, count } of sidecars) {
      const denied = '^http\\.inbound_.*\\.rbac\\.denied$';
      const before = await count(denied);
      for (const other of [gateway, frontend, backend, ml].filter((each) => each !== caller)) {
        const forbidden = { status: 403, body: 'RBAC: access denied' };
        expect(await call(await authority.issue(other)), `${spiffeId(other)} to ${pod}`).toEqual(forbidden);
      }
      expect(await count(denied), pod).toBe(before + 3);
      expect(await call(await authority.issue(caller)), pod).toMatchObject({ status: 200 });
    }
  });
});
