import { buildMesh, parseResources, translate } from '@lab/istio';
import { expect, it } from 'vitest';
import { adsSource, moveSources } from './config-sources.ts';

const placement = {
  application: new Map(),
  inbound: new Map(),
  outbound: new Map(),
  accessLogPath: '/lab/logs/a.access.log',
};

it.each(['/dev/stdout', '/home/somebody/.profile', '../../etc/x'])(
  'writes access logs to the pod’s own file, whatever meshConfig says: %s',
  (path) => {
    const { resources } = parseResources(`
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data: {mesh: "accessLogFile: ${path}"}
---
apiVersion: v1
kind: Service
metadata: {name: a}
spec: {ports: [{name: http, port: 80}, {name: tcp, port: 90}], selector: {app: a}}
---
apiVersion: v1
kind: Pod
metadata: {name: a, labels: {app: a, sidecar.istio.io/inject: "true"}}
spec: {containers: [{name: a, ports: [{containerPort: 80}]}]}
`);
    const mesh = buildMesh(resources);
    const [pod] = mesh.pods;
    if (!pod) throw new Error('no pod');
    const config = translate(mesh, pod);
    expect(JSON.stringify(config)).toContain(`"path":"${path}"`);
    const moved = JSON.stringify(moveSources(config, placement));
    expect(moved).not.toContain(path);
    expect(moved).toContain(placement.accessLogPath);
  },
);

it.each([
  ...['default', 'ROOTCA', 'kubernetes://web', 'X1://../../../../etc/x', '../../../../etc/x'],
  'file-root:/../../../../etc/x',
])('fetches a secret by the stream, whatever it is called: %s', (name) => {
  const moved = moveSources({ name, sdsConfig: { pathConfigSource: { path: name } } }, placement);
  expect(moved).toEqual({ name, sdsConfig: adsSource() });
});
