import { expect, it } from 'vitest';
import { parseResources } from '../resources/parse-resources.ts';
import { buildMesh } from './build-mesh.ts';
import { mutualTlsModeForPort, peerAuthenticationFor } from './peer-authentication.ts';

const workload = { namespace: 'shop', labels: { app: 'reviews' } };

/** Policies of the form `[namespace, spec, created]`; the workload is `app: reviews` in `shop`. */
function settingsFor(...policies: [namespace: string, spec: string, created?: string][]) {
  const text = policies.map(
    ([namespace, spec, created = '2026-01-01T00:00:00Z'], index) =>
      `{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: p${index}, namespace: ${namespace}, creationTimestamp: "${created}"}, spec: ${spec}}`,
  );
  return peerAuthenticationFor(buildMesh(parseResources(text.join('\n---\n')).resources), workload);
}

const own = 'selector: {matchLabels: {app: reviews}}';

it('is permissive where nothing is said', () => {
  expect(settingsFor().mode).toBe('PERMISSIVE');
});

it('prefers the workload’s policy, then the namespace’s, then the mesh’s', () => {
  const mesh: [string, string] = ['istio-system', '{mtls: {mode: STRICT}}'];
  const namespace: [string, string] = ['shop', '{mtls: {mode: PERMISSIVE}}'];
  const workloads: [string, string] = ['shop', `{${own}, mtls: {mode: DISABLE}}`];
  expect(settingsFor(mesh).mode).toBe('STRICT');
  expect(settingsFor(mesh, namespace).mode).toBe('PERMISSIVE');
  expect(settingsFor(mesh, namespace, workloads).mode).toBe('DISABLE');
});

it('inherits for UNSET and for a missing block', () => {
  const mesh: [string, string] = ['istio-system', '{mtls: {mode: STRICT}}'];
  expect(settingsFor(mesh, ['shop', '{mtls: {mode: UNSET}}'], ['shop', `{${own}}`]).mode).toBe('STRICT');
});

it('takes the oldest of one scope', () => {
  const newer: [string, string, string] = ['shop', '{mtls: {mode: STRICT}}', '2026-03-01T00:00:00Z'];
  const older: [string, string, string] = ['shop', '{mtls: {mode: DISABLE}}', '2026-02-01T00:00:00Z'];
  expect(settingsFor(newer, older).mode).toBe('DISABLE');
});

it('reaches nothing with a selector in the root namespace or with other labels', () => {
  expect(settingsFor(['istio-system', `{${own}, mtls: {mode: STRICT}}`]).mode).toBe('PERMISSIVE');
  const other = '{selector: {matchLabels: {app: ratings}}, mtls: {mode: STRICT}}';
  expect(settingsFor(['shop', other]).mode).toBe('PERMISSIVE');
});

it('has modes of its own for ports, which inherit the workload’s when UNSET', () => {
  const ports = 'portLevelMtls: {8080: {mode: DISABLE}, 9090: {mode: UNSET}}';
  const settings = settingsFor(['shop', `{${own}, mtls: {mode: STRICT}, ${ports}}`]);
  expect([8080, 9090, 7070].map((port) => mutualTlsModeForPort(settings, port))).toEqual([
    'DISABLE',
    'STRICT',
    'STRICT',
  ]);
});

it('ignores modes of ports in a policy for the whole namespace', () => {
  const settings = settingsFor(['shop', '{mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: DISABLE}}}']);
  expect(mutualTlsModeForPort(settings, 8080)).toBe('STRICT');
});
