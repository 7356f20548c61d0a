import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildMesh, parseResources } from '@lab/istio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArtifacts } from './artifacts.ts';
import { planContainer } from './plan-container.ts';

let root: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'plan-container-')));
  for (const folder of ['cart', 'prices', 'k8s']) mkdirSync(join(root, folder));
  const artifacts = '[{ image: shop/cart, context: cart }, { image: shop/prices, context: prices }]';
  writeFileSync(join(root, 'skaffold.yaml'), `build: { artifacts: ${artifacts} }`);
  writeFileSync(join(root, 'cart/Procfile'), 'web: python3 server.py\n');
  writeFileSync(join(root, 'prices/package.json'), '{ "scripts": { "start": "node server.js" } }');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Plans a pod whose container and annotations are these, in YAML's flow style. */
function plan(container: string, { annotations = '{}', injected = true, spec = '', standsIn = false } = {}) {
  const { resources } = parseResources(`
apiVersion: v1
kind: Pod
metadata:
  name: a
  labels: {sidecar.istio.io/inject: "${injected}"}
  annotations: ${annotations}
spec:
  containers: [${container}]
  ${spec}
`);
  const [pod] = buildMesh(resources).pods;
  if (!pod) throw new Error('no pod');
  return planContainer(pod, readArtifacts(root, 'k8s'), { root, manifests: join(root, 'k8s') }, standsIn);
}

const codes = ({ findings }: ReturnType<typeof plan>) => findings.map(({ code }) => code);

describe('what manifests may say of the process', () => {
  it.each([
    ['command', 'command: [sh, -c, "touch /tmp/x"]'],
    ['args', 'args: ["--require", "/tmp/x.js"]'],
    ['both', 'command: [/bin/evil], args: [a]'],
  ])('%s of a container starts nothing', (_, field) => {
    for (const image of ['shop/cart', 'shop/prices']) {
      const written = plan(`{name: a, image: ${image}, ${field}}`);
      expect(written.plan).toEqual(plan(`{name: a, image: ${image}}`).plan);
      expect(codes(written)).toEqual(['LAB0206']);
    }
  });

  it('annotations start nothing', () => {
    const annotations =
      '{lab.local/command: "sh x", lab.local/start: x, proxy.istio.io/config: "{binaryPath: /bin/evil}"}';
    const written = plan('{name: a, image: shop/cart}', { annotations });
    const { plan: without } = plan('{name: a, image: shop/cart}');
    expect({ ...written.plan, metadata: {} }).toEqual({ ...without, metadata: {} });
  });

  it('an annotation of the template makes another pod of it, as kubectl rollout restart does', () => {
    const at = (time: string) =>
      plan('{name: a, image: shop/cart}', {
        annotations: `{kubectl.kubernetes.io/restartedAt: "2026-01-01T${time}Z"}`,
      }).plan;
    expect(at('08:00:00')).not.toEqual(at('09:00:00'));
    expect(at('08:00:00')).toEqual(at('08:00:00'));
  });

  it.each([
    ...['NODE_OPTIONS', 'NODE_PATH', 'NODE_REPL_EXTERNAL_MODULE', 'NODE_COMPILE_CACHE', 'NODE_V8_COVERAGE'],
    ...['LD_PRELOAD', 'LD_LIBRARY_PATH', 'LD_AUDIT', 'DYLD_INSERT_LIBRARIES', 'GCONV_PATH', 'PATH', 'HOME'],
    ...['PYTHONPATH', 'PYTHONSTARTUP', 'PYTHONHOME', 'PYTHONUSERBASE', 'PYTHONWARNINGS', 'PYTHONBREAKPOINT'],
    ...['PERL5OPT', 'PERL5LIB', 'RUBYOPT', 'RUBYLIB', 'JAVA_TOOL_OPTIONS', '_JAVA_OPTIONS', 'CLASSPATH'],
    ...['DOTNET_STARTUP_HOOKS', 'CORECLR_PROFILER_PATH', 'PHP_INI_SCAN_DIR', 'LUA_INIT', 'R_PROFILE'],
    ...[
      'BASH_ENV',
      'BASH_FUNC_ls%%',
      'IFS',
      'GIT_SSH_COMMAND',
      'OPENSSL_CONF',
      'SSLKEYLOGFILE',
      'npm_config_node_options',
    ],
    ...['LAB_CAPTURE', 'LAB_DIR', 'HTTP_PROXY', 'http_proxy', 'https_proxy', 'NO_PROXY', 'FLASK_APP'],
  ])('%s is not set, and said', (name) => {
    const written = plan(
      `{name: a, image: shop/cart, env: [{name: "${name}", value: /tmp/x}, {name: AFTER, value: "$(${name})"}]}`,
    );
    // What refers to it finds nothing either.
    expect(written.plan?.env).toEqual({ AFTER: `$(${name})` });
    expect(written.findings).toMatchObject([
      { code: 'LAB0209', severity: 'warning', message: expect.stringContaining(`${name} is not set`) },
    ]);
  });

  it.each([
    ...[
      'NODE_ENV',
      'NODE_NAME',
      'NODE_IP',
      'PYTHONUNBUFFERED',
      'PORT',
      'HOST',
      'ENV',
      'APP_NAME',
      'GIT_COMMIT',
    ],
    ...[
      'UV_THREADPOOL_SIZE',
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'PATH_PREFIX',
      'HOME_URL',
      'JAVA_VERSION',
      'PIPELINE',
    ],
    ...['LOG_LEVEL', 'DATABASE_URL', 'LDAP_URL', 'POD_NAMESPACE', 'VERSION'],
  ])('%s is set', (name) => {
    const { plan: planned, findings } = plan(`{name: a, image: shop/cart, env: [{name: ${name}, value: x}]}`);
    expect(planned?.env).toEqual({ [name]: 'x' });
    expect(findings).toEqual([]);
  });
});

describe('a program that is not Node', () => {
  it('has to listen where a container without a readiness probe is ready at once', () => {
    const probes = (image: string, more = '') =>
      plan(`{name: a, image: ${image}, ports: [{containerPort: 8000}]${more}}`).plan?.probes;
    expect(probes('shop/cart')).toEqual({ readiness: { tcpSocket: { port: 8000 } } });
    expect(probes('shop/prices')).toEqual({});
    const own = ', readinessProbe: {httpGet: {port: 8000}}';
    expect(probes('shop/cart', own)).toEqual({ readiness: { httpGet: { port: 8000 } } });
    expect(plan('{name: a, image: shop/cart}').plan?.probes).toEqual({});
  });

  it('needs a sidecar to find others', () => {
    expect(codes(plan('{name: a, image: shop/cart}', { injected: false }))).toEqual(['LAB0210']);
    expect(codes(plan('{name: a, image: shop/prices}', { injected: false }))).toEqual([]);
  });
});

it('names the folder, the file and the images that there are', () => {
  expect(plan('{name: a, image: shop/crat:1}').findings).toMatchObject([
    {
      code: 'LAB0203',
      message: expect.stringContaining(
        'not a build artifact of skaffold.yaml (its artifacts: shop/cart, shop/prices)',
      ),
    },
  ]);
});

describe('a stand-in', () => {
  const standIn = (container: string, spec = '') => plan(container, { spec, standsIn: true });
  const bare = () => standIn('{name: a, image: elsewhere/a}').plan;

  it.each([
    ['command, args', 'command: [sh, -c, "touch /tmp/x"], args: [x]', ''],
    ['lifecycle', 'lifecycle: {postStart: {exec: {command: [touch, /tmp/x]}}}', ''],
    ['livenessProbe', 'livenessProbe: {exec: {command: [touch, /tmp/x]}}', ''],
    [
      'env',
      'env: [{name: NODE_OPTIONS, value: "--require /tmp/x"}, {name: PATH, value: /tmp}, {name: A, value: b}]',
      '',
    ],
    [
      'volumes',
      'volumeMounts: [{name: host, mountPath: /host}]',
      'volumes: [{name: host, hostPath: {path: /}}]',
    ],
    ['initContainers', 'workingDir: /tmp', 'initContainers: [{name: b, image: b, command: [touch, /tmp/x]}]'],
    ['', 'securityContext: {privileged: true}', 'hostPID: true'],
  ])('runs nothing of the container, and says so: %s', (leftOut, field, spec) => {
    const written = standIn(`{name: a, image: elsewhere/a, ${field}}`, spec);
    expect(written.plan).toEqual(bare());
    expect(written.plan).toMatchObject({ env: {}, standIn: { service: 'a', absent: false } });
    expect(written.plan?.command).toBeUndefined();
    const message = `a stand-in answers for elsewhere/a and runs nothing of the container: it leaves out ${leftOut}`;
    expect(written.findings).toMatchObject(leftOut ? [{ code: 'LAB0215', severity: 'info', message }] : []);
  });

  it('is told to misbehave by variables, which nothing else reads', () => {
    const env = 'env: [{name: FAULT_DELAY_MS, value: "20"}, {name: FAULT_ABSENT, value: "true"}]';
    const written = standIn(`{name: a, image: elsewhere/a, ports: [{containerPort: 80}], ${env}}`);
    expect(written.plan).toMatchObject({
      env: { FAULT_DELAY_MS: '20' },
      standIn: { absent: true },
      probes: {},
    });
  });

  it('has to listen before it is ready, and answers probes of gRPC', () => {
    const ports = 'ports: [{containerPort: 80}]';
    expect(standIn(`{name: a, image: elsewhere/a, ${ports}}`).plan?.probes).toEqual({
      readiness: { tcpSocket: { port: 80 } },
    });
    const probe = 'readinessProbe: {grpc: {port: 80}}';
    expect(standIn(`{name: a, image: elsewhere/a, ${ports}, ${probe}}`).plan?.probes).toEqual({
      readiness: { grpc: { port: 80 } },
    });
  });

  it('takes the place of no image that is built here', () => {
    expect(standIn('{name: a, image: shop/prices}').plan).toMatchObject({ command: { isNode: true } });
    expect(codes(standIn('{name: a, image: shop/price}'))).toEqual(['LAB0203']);
  });
});
