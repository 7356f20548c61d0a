/**
 * The ClusterRoles of k8s/rbac, by the real kubectl: bound as docs/kubernetes.md says, they are what the commands ask of
 * a cluster, no less and no more, and an error names what is missing.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ApiServer, startApiServer } from '../support/cluster/api-server.ts';
import { clusterObjects } from '../support/cluster/cluster-objects.ts';
import { findKubectl } from '../support/cluster/find-kubectl.ts';
import { type ForwardingKubectl, makeForwardingKubectl } from '../support/cluster/forwarding-kubectl.ts';
import { type KubeHome, makeKubeHome } from '../support/cluster/kubeconfig.ts';
import { type Access, grants, type PolicyRule } from '../support/cluster/rbac.ts';
import { documentsOf, type KubeObject } from '../support/documents.ts';
import { temporaryCommandLine } from '../support/lab/command-line.ts';

const root = join(import.meta.dirname, '../..');
/** Those of lessons have a test of their own: learn.e2e.test.ts. */
const roles = documentsOf<KubeObject>(readFileSync(join(root, 'k8s/rbac/cluster-roles.yaml'), 'utf8')).filter(
  ({ metadata }) => !/-learn(er)?$/.test(metadata.name),
);
const kubectl = findKubectl();

describe.skipIf(!kubectl)('the rights that commands need (skipped where PATH has no kubectl)', () => {
  const servers: Server[] = [];
  let objects: KubeObject[];
  let bindings: KubeObject[];
  let api: ApiServer;
  let home: KubeHome;
  let tool: ForwardingKubectl;
  let lab: ReturnType<typeof temporaryCommandLine>;
  let commands: readonly (readonly string[])[];

  async function serve(listener: RequestListener): Promise<number> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  beforeAll(async () => {
    // With objects of every group that the commands read.
    objects = [
      ...(await clusterObjects('kind-observability', ['observability'])),
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'Gateway',
        metadata: { name: 'a', namespace: 'a' },
      },
    ];
    bindings = documentedBindings();
    api = await startApiServer([]);
    home = makeKubeHome({ test: api.url });
    const hops = JSON.stringify({ hops: [{ service: 'frontend', version: 'stable' }] });
    const trace = readFileSync(
      join(import.meta.dirname, '../support/cluster/testdata/jaeger-trace.json'),
      'utf8',
    );
    const ports = {
      'istio-ingressgateway': await serve(({ url }, response) => {
        response.statusCode = url === '/missing' ? 404 : 200;
        response.end(hops);
      }),
      'jaeger-query': await serve(({ url }, response) =>
        response.end(url?.includes('services') ? '{"services":["backend.backend"]}' : trace),
      ),
    };
    tool = makeForwardingKubectl(home.dir, kubectl as string, ports);
    const url = `http://127.0.0.1:${ports['istio-ingressgateway']}/`;
    commands = [
      ['status'],
      ['explain'],
      ['why'],
      ['call', '-n', '1'],
      ['trace', '0908ef83'],
      ['restart', 'backend-stable'],
      ['call', '--from', 'backend-stable', url],
    ];
    lab = temporaryCommandLine({ ...home.env, KUBECTL_BIN: tool.program });
  });

  beforeEach(() => {
    api.objects = [...objects, ...roles, ...bindings];
    api.user = 'jane';
    api.accesses.length = 0;
  });

  afterAll(async () => {
    lab?.remove();
    for (const server of servers) server.close();
    await api?.close();
    home?.remove();
  });

  /** What kubectl makes of the commands of the page that bind, without a cluster. */
  function documentedBindings(): KubeObject[] {
    const page = readFileSync(join(root, 'docs/kubernetes.md'), 'utf8');
    const lines = [...page.matchAll(/^kubectl (create (?:cluster)?rolebinding .+)$/gm)];
    expect(lines.length).toBeGreaterThan(2);
    return lines.map(([, command = '']) => {
      const args = [...command.split(' '), '--dry-run=client', '--output=json'];
      return JSON.parse(execFileSync(kubectl as string, args, { env: {}, encoding: 'utf8' })) as KubeObject;
    });
  }

  const run = async (command: readonly string[]) => lab.run(...command, '--on', 'test');

  test('are those of the ClusterRoles, and no others are granted', async () => {
    for (const command of commands) {
      const { code, stderr } = await run(command);
      expect({ command, code, stderr }).toEqual({
        command,
        code: 0,
        stderr: expect.not.stringContaining('error'),
      });
    }
    // A gateway that has no pod yet is waited for.
    api.objects = api.objects.map(withoutSelector);
    const waiting = await lab.run('call', '-n', '1', '--on', 'test');
    expect(waiting.stderr).toContain('PORT_FORWARD');
    const asked = [...api.accesses];
    const unused = roles.flatMap(grantsOf).filter((grant) => !asked.some((access) => uses(grant, access)));
    expect(unused).toEqual([]);
  });

  const needed = roles
    .flatMap(grantsOf)
    // What kubectl asks first; refused, it tries the other.
    .filter(({ verb, resource }) => !(verb === 'get' && /\/(exec|portforward)$/.test(resource)))
    // Without warnings about pods a cause lacks a line.
    .filter(({ resource }) => resource !== 'events')
    // Asked only while the gateway has no pod.
    .filter(({ verb, resource }) => !(verb === 'watch' && resource === 'pods'));

  test.each(needed)(
    'without $verb $resource of $group an error names it',
    async ({ verb, group, resource }) => {
      api.objects = api.objects.map((object) => without(object, { verb, group, resource }));
      const ended = await Promise.all(commands.map(run));
      const outputs = ended.filter(({ code }) => code !== 0).map(({ stderr }) => stderr);
      expect(outputs.length).toBeGreaterThan(0);
      const name = resource === '*' ? String.raw`\w+` : resource;
      const right = new RegExp(
        `^error API_FORBIDDEN jane cannot .*${verb} ${name}${group && `\\.${group}`} in `,
        'm',
      );
      for (const stderr of outputs) {
        expect(stderr).toMatch(right);
        expect(stderr).toContain('kubectl apply -k k8s/rbac');
      }
    },
  );

  test('the view is enough to explain a request; traces need the right to forward', async () => {
    api.objects = api.objects.filter(
      ({ kind, metadata }) => kind !== 'RoleBinding' || !/forward/.test(metadata.name),
    );
    const { code, stdout } = await run(['explain']);
    expect(stdout).toMatch(/is unknown: the traces cannot be read \(jane cannot /);
    expect(code).toBe(0);
    const named = await run(['explain', '--next', 'http://backend-service.backend:8080/classify']);
    expect(named.stdout).toContain('Nothing on the way refuses the request.');
  });

  test('a call that fails says so where the user may not read its cause', async () => {
    const { user, objects: before } = api;
    api.objects = before.map((object) => without(object, { verb: 'get', group: '', resource: 'pods/log' }));
    const { code, stdout, stderr } = await run(['call', '--path', '/missing']);
    expect(stdout).toMatch(/^404 Not Found/);
    expect(stderr).toMatch(
      new RegExp(`^the cause is not known: ${user} cannot get pods/log in namespace `, 'm'),
    );
    expect(code).toBe(0);
  });

  test('a user who has none hears of each type', async () => {
    api.user = 'joe';
    const { code, stderr } = await run(['status']);
    expect(stderr).toMatch(/^error API_FORBIDDEN joe cannot list \S+ in all namespaces/m);
    expect(code).toBe(1);
  });
});

interface Grant {
  readonly role: string;
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
}

/** Each verb on each resource that a role grants, by itself. */
function grantsOf({ metadata, rules }: KubeObject): Grant[] {
  return (rules as PolicyRule[]).flatMap(({ verbs, apiGroups = [], resources = [] }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => ({ role: metadata.name, verb, group, resource }))),
    ),
  );
}

/** A connection is opened by one verb or the other, as kubectl is old enough for SPDY or not. */
function uses({ verb, group, resource }: Grant, access: Access): boolean {
  const verbs = resource.includes('/') ? ['create', 'get'] : [verb];
  return grants({ verbs, apiGroups: [group], resources: [resource] }, access);
}

/** A ClusterRole that does not grant it any more. */
function without(object: KubeObject, { verb, group, resource }: Omit<Grant, 'role'>): KubeObject {
  if (object.kind !== 'ClusterRole') return object;
  const rules = (object.rules as PolicyRule[]).flatMap((rule) =>
    grantsOf({ ...object, rules: [rule] })
      .filter((grant) => grant.verb !== verb || grant.group !== group || grant.resource !== resource)
      .map((grant) => ({
        ...rule,
        verbs: [grant.verb],
        apiGroups: [grant.group],
        resources: [grant.resource],
      })),
  );
  return { ...object, rules };
}

/** The gateway's Service with a selector that no pod has. */
function withoutSelector(object: KubeObject): KubeObject {
  if (object.kind !== 'Service' || object.metadata.name !== 'istio-ingressgateway') return object;
  return { ...object, spec: { ...(object.spec as object), selector: { app: 'nobody' } } };
}
