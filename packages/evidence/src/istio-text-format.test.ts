import { buildMesh } from '@lab/istio';
import { expect, test } from 'vitest';
import { isFailed, isInbound, readAccessLogEntry } from './access-log-entry.ts';
import { diagnose } from './diagnose.ts';
import type { Evidence } from './evidence.ts';

/** Lines as Istio's documentation "Envoy Access Logs" and proxies of its default format have them. */
const OUTBOUND =
  '[2026-11-29T09:00:00.100Z] "GET /status/418?token=secret HTTP/1.1" 503 UC upstream_reset_before_response_started{connection_termination} - "-" 0 95 4 - "-" "curl/7.86.0 (x; \\"y\\")" "84961386-6d84-929d-98bd-c5aee93b5c88" "httpbin:8000" "10.44.1.27:80" outbound|8000||httpbin.foo.svc.cluster.local 10.44.1.23:37652 10.0.45.184:8000 10.44.1.23:46520 - default';
const INBOUND =
  '[2026-11-29T09:00:00.101Z] "GET /status/418 HTTP/1.1" 403 - rbac_access_denied_matched_policy[none] - "-" 0 19 3 - "-" "curl/7.86.0" "84961386-6d84-929d-98bd-c5aee93b5c88" "httpbin:8000" "-" inbound|80|| - 10.44.1.27:80 10.44.1.23:37652 outbound_.8000_._.httpbin.foo.svc.cluster.local default';
const REFUSED =
  '[2026-11-29T09:00:00.101Z] "- - -" 0 NR filter_chain_not_found - "-" 0 0 0 - "-" "-" "-" "-" "-" - - 10.44.1.27:80 10.44.1.23:37652 - -';
const TLS =
  '[2026-11-29T09:00:00.101Z] "GET / HTTP/1.1" 503 UF upstream_reset_before_response_started{remote_connection_failure|TLS_error:|268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end} - "TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end" 0 190 12 - "-" "curl/8" "11111111-0000-0000-0000-000000000000" "a" "1.2.3.4:80" outbound|80||a - 1.1.1.1:80 1.1.1.2:5 - default';

test('a line has what the format has, and no query of a path', () => {
  expect(readAccessLogEntry('foo/sleep', OUTBOUND)).toEqual({
    ...{ pod: 'foo/sleep', time: Date.parse('2026-11-29T09:00:00.100Z'), durationMs: 4, status: 503 },
    ...{ method: 'GET', path: '/status/418', authority: 'httpbin:8000', routeName: 'default' },
    flags: new Set(['UC']),
    details: 'upstream_reset_before_response_started{connection_termination}',
    cluster: 'outbound|8000||httpbin.foo.svc.cluster.local',
    upstreamHost: '10.44.1.27:80',
    upstreamLocalAddress: '10.44.1.23:37652',
    downstreamLocalAddress: '10.0.45.184:8000',
    downstreamRemoteAddress: '10.44.1.23:46520',
    requestId: '84961386-6d84-929d-98bd-c5aee93b5c88',
    hostsAttempted: [],
    lacks: expect.arrayContaining(['trace_id', 'downstream_peer', 'upstream_attempt_count']),
  });
});

test('inbound lines, refused connections and failed handshakes are told apart', () => {
  const [inbound, refused, tls] = [INBOUND, REFUSED, TLS].map((line) =>
    readAccessLogEntry('foo/httpbin', line),
  );
  if (!inbound || !refused || !tls) throw new Error('a line was not read');
  expect([inbound, refused, tls].map(isFailed)).toEqual([true, true, true]);
  expect([inbound, refused, tls].map(isInbound)).toEqual([true, true, false]);
  expect(refused).toMatchObject({ status: 0, downstreamRemoteAddress: '10.44.1.23:37652' });
  expect(refused).not.toHaveProperty('method');
  expect(tls.upstreamFailure).toMatch(/CERTIFICATE_VERIFY_FAILED/);
});

test.each([
  '2026-11-29T09:00:00.101Z info xdsproxy connected to upstream XDS server',
  '[2026-11-29 09:00:00.101][12][warning][config] gRPC config stream closed',
  '',
])('what an agent and an Envoy write beside it is no line of it: %s', (line) => {
  expect(readAccessLogEntry('foo/httpbin', line)).toBeUndefined();
});

test('causes are likely, and the diagnosis says which fields are missing', async () => {
  const evidence = {
    mesh: buildMesh([]),
    pods: [],
    statistics: async () => new Map(),
    applicationLog: async () => [],
  } satisfies Evidence;
  const entries = [
    OUTBOUND.replace(
      '503 UC upstream_reset_before_response_started{connection_termination}',
      '403 - via_upstream',
    ),
    INBOUND,
  ].map((line, index) => readAccessLogEntry(`foo/${index}`, line));
  const found = await diagnose(
    entries.filter((entry) => entry !== undefined),
    evidence,
  );
  expect(found).toMatchObject({ hops: ['foo/0', 'foo/1'] });
  expect(found?.causes.map(({ code, certainty }) => [code, certainty])).toEqual([
    ['NO_ALLOW_RULE', 'likely'],
  ]);
  expect(found?.unseen).toContain('downstream_peer');
});
