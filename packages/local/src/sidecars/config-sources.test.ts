import { dirname } from 'node:path';
import { buildMesh, parseResources, translate } from '@lab/istio';
import { expect, it } from 'vitest';
import { moveSources } from './config-sources.ts';

const placement = {
  application: new Map(),
  inbound: new Map(),
  outbound: new Map(),
  identityDir: '/lab/identity',
  credentialsDir: '/lab/credentials',
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

it.each(['web', 'X1://../../../../etc/x', '../../../../etc/x', 'file-root:/../../../../etc/x'])(
  'fetches a credential from a file of the pod’s own, whatever it is called: %s',
  (name) => {
    const moved: unknown = moveSources({ name, sdsConfig: { ads: {} } }, placement);
    const { path } = (moved as { sdsConfig: { pathConfigSource: { path: string } } }).sdsConfig
      .pathConfigSource;
    expect(dirname(path)).toBe(placement.credentialsDir);
  },
);

it.each(['default', 'ROOTCA'])('fetches the certificate of the pod’s account from its folder: %s', (name) => {
  const moved = moveSources({ name, sdsConfig: { ads: {} } }, placement);
  expect(moved).toMatchObject({ sdsConfig: { pathConfigSource: { path: `/lab/identity/${name}.json` } } });
});
