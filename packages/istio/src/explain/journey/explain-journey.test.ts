import { describe, expect, it } from 'vitest';
import { buildMesh } from '../../model/build-mesh.ts';
import type { Mesh } from '../../model/mesh.ts';
import { parseResources } from '../../resources/parse-resources.ts';
import { explainJourney } from './explain-journey.ts';
import type { Hop, JourneyQuestion, JourneyRequest } from './journey.ts';

/** Three services in namespace shop: `web` calls `api`, which has two versions, and `db` takes TCP. */
const BASE = ['web', 'api', 'api-v2', 'db'].flatMap((workload) => {
  const [app] = workload.split('-');
  const version = workload.endsWith('v2') ? 'v2' : 'v1';
  const labels = `{app: ${app}, version: ${version}, sidecar.istio.io/inject: 'true'}`;
  return [
    `{apiVersion: v1, kind: ServiceAccount, metadata: {name: ${app}, namespace: shop}}`,
    `{apiVersion: apps/v1, kind: Deployment, metadata: {name: ${workload}, namespace: shop}, spec: {template: {metadata: {labels: ${labels}}, spec: {serviceAccountName: ${app}, containers: [{name: a}]}}}}`,
  ];
});
const SERVICES = [
  '{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}}',
  '{apiVersion: v1, kind: Service, metadata: {name: api, namespace: shop}, spec: {selector: {app: api}, ports: [{name: http, port: 80, targetPort: 8080}]}}',
  '{apiVersion: v1, kind: Service, metadata: {name: db, namespace: shop}, spec: {selector: {app: db}, ports: [{name: tcp, port: 5432}]}}',
];

function meshWith(...more: readonly string[]): Mesh {
  const { resources, findings } = parseResources([...BASE, ...SERVICES, ...more].join('\n---\n'), {
    file: 'shop.yaml',
  });
  expect(findings).toEqual([]);
  return buildMesh(resources);
}

const istio = (kind: string, spec: string, name = 'own') =>
  `{apiVersion: ${kind.endsWith('Authentication') || kind.endsWith('Policy') ? 'security' : 'networking'}.istio.io/v1, kind: ${kind}, metadata: {name: ${name}, namespace: shop}, spec: ${spec}}`;
const STRICT = istio('PeerAuthentication', '{mtls: {mode: STRICT}}');

const call = (host: string, fields: Partial<JourneyRequest> = {}): JourneyRequest => ({
  ...{ method: 'GET', scheme: 'http', host, port: 80, path: '/', headers: {} },
  ...fields,
});

function hopsOf(mesh: Mesh, fields: Partial<JourneyQuestion> = {}): readonly Hop[] {
  return explainJourney(mesh, { from: 'shop/web', request: call('api'), ...fields }).hops;
}

function firstHop(mesh: Mesh, fields: Partial<JourneyQuestion> = {}): Hop {
  return hopsOf(mesh, fields)[0] as Hop;
}

/** The ends in one line each. */
const endsOf = ({ ends }: Hop) =>
  ends.map(({ share, by, status, flags, failure }) =>
    [share.toFixed(2), by, status, flags.join(), failure?.kind]
      .filter((part) => part !== undefined && part !== '')
      .join(' '),
  );

describe('a call that no resource is about', () => {
  const hop = firstHop(meshWith());

  it('reaches every pod of the Service, in mutual TLS', () => {
    expect(endsOf(hop)).toEqual(['1.00 application']);
    expect(hop.destinations).toMatchObject([
      {
        share: 1,
        endpoints: [
          { workload: 'shop/api', pods: 1, ready: 1 },
          { workload: 'shop/api-v2', pods: 1, ready: 1 },
        ],
        tls: { onWire: 'mutual', identity: 'spiffe://cluster.local/ns/shop/sa/web' },
        servers: [
          { identity: 'spiffe://cluster.local/ns/shop/sa/api', accepts: 'mutual-tls' },
          { workload: 'shop/api-v2' },
        ],
      },
    ]);
  });
});

describe('a route', () => {
  const routes = istio(
    'VirtualService',
    `{hosts: [api], http: [
      {name: v2, match: [{headers: {x-v2: {exact: 'yes'}}}], route: [{destination: {host: api, subset: v2}}]},
      {name: all, timeout: 2s, retries: {attempts: 3, perTryTimeout: 500ms, retryOn: 5xx},
       headers: {request: {set: {x-canary: 'true'}, remove: [x-old]}}, rewrite: {uri: /v1/},
       route: [{destination: {host: api, subset: v1}, weight: 75}, {destination: {host: api, subset: v2}, weight: 25}]}]}`,
  );
  const rule = istio(
    'DestinationRule',
    `{host: api, trafficPolicy: {connectionPool: {tcp: {maxConnections: 5}}, loadBalancer: {simple: RANDOM}},
      subsets: [{name: v1, labels: {version: v1}, trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}}, {name: v2, labels: {version: v2}}]}`,
  );
  const mesh = meshWith(routes, rule);

  it('has its place, its settings, and what was passed over for it', () => {
    const hop = firstHop(mesh);
    expect(hop.route).toMatchObject({
      ...{ name: 'all', timeoutMs: 2000, rewrite: { path: '/v1/' } },
      source: { resource: 'VirtualService shop/own', location: { file: 'shop.yaml' } },
      retries: { attempts: 3, on: ['5xx'], perTryTimeoutMs: 500 },
      request: { set: { 'x-canary': 'true' }, remove: ['x-old'] },
      passedOver: [{ name: 'v2', because: 'x-v2 is absent' }],
    });
    expect(hop.route?.passedOver[0]?.source?.location?.line).toBeLessThan(
      hop.route?.source?.location?.line ?? 0,
    );
    expect(hop.destinations.map(({ subset, share }) => [subset, share])).toEqual([
      ['v1', 0.75],
      ['v2', 0.25],
    ]);
  });

  it('says where each setting of a cluster comes from', () => {
    const values = firstHop(mesh).destinations.map(({ rule: own }) =>
      own?.values.map(({ setting, from }) => `${setting} ${from}`),
    );
    expect(values).toEqual([
      ['connectionPool top-level', 'loadBalancer subset'],
      ['connectionPool top-level', 'loadBalancer top-level'],
    ]);
  });

  it('changes what the next call sends, and under which path the request is known', () => {
    const asked: string[] = [];
    const hops = hopsOf(mesh, {
      request: call('api', { path: '/orders' }),
      nextCalls: ({ path, workloads, depth }) => {
        asked.push(`${depth} ${path} ${workloads.join()}`);
        return depth === 1 ? [{ method: 'GET', url: 'http://web.shop/next' }] : [];
      },
    });
    expect(asked).toEqual(['1 /v1/orders shop/api,shop/api-v2', '2 /next shop/web']);
    expect(hops).toMatchObject([
      { request: { path: '/orders', headers: {} } },
      { after: 1, callers: ['shop/api', 'shop/api-v2'], request: { headers: { 'x-canary': 'true' } } },
    ]);
  });

  it.each([
    ['yes', 'v2', []],
    ['no', 'all', ['x-v2 is "no", not "yes"']],
  ])('is found by the header x-v2: %s', (value, name, because) => {
    const { route } = firstHop(mesh, { request: call('api', { headers: { 'x-v2': value } }) });
    expect(route?.name).toBe(name);
    expect(route?.passedOver.map((passed) => passed.because)).toEqual(because);
  });
});

describe('a call fails', () => {
  const routeTo = (destination: string) =>
    istio('VirtualService', `{hosts: [api], http: [{route: [{destination: ${destination}}]}]}`);
  const subset = (labels: string, more = '') =>
    istio('DestinationRule', `{host: api, ${more} subsets: [{name: v3, labels: ${labels}}]}`);
  const plain = istio('DestinationRule', '{host: api, trafficPolicy: {tls: {mode: DISABLE}}}');
  const mutual = istio('DestinationRule', '{host: api, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}');
  const retriedOn = (retryOn: string) =>
    istio(
      'VirtualService',
      `{hosts: [api], http: [{retries: {attempts: 1, retryOn: '${retryOn}'}, route: [{destination: {host: api}}]}]}`,
    );

  it.each([
    ['for a subset that is not there', [routeTo('{host: api, subset: v3}')], '503 NC cluster-missing'],
    [
      'for a subset whose labels select nothing',
      [routeTo('{host: api, subset: v3}'), subset('{version: v3}')],
      '503 UH no-endpoint',
    ],
    ['in plaintext to STRICT', [STRICT, plain], '503 UC plaintext-to-mutual-tls'],
    ['the same, tried again', [STRICT, plain, retriedOn('reset')], '503 UC,URX plaintext-to-mutual-tls'],
    [
      'in mutual TLS to DISABLE',
      [istio('PeerAuthentication', '{mtls: {mode: DISABLE}}'), mutual],
      '503 UF,URX tls-to-plaintext',
    ],
    [
      'the same, not tried again',
      [istio('PeerAuthentication', '{mtls: {mode: DISABLE}}'), mutual, retriedOn('retriable-4xx')],
      '503 UF tls-to-plaintext',
    ],
    [
      'in TLS of its own to PERMISSIVE',
      [istio('DestinationRule', '{host: api, trafficPolicy: {tls: {mode: SIMPLE}}}')],
      '503 UF,URX no-filter-chain',
    ],
    [
      'in TLS of its own to STRICT',
      [STRICT, istio('DestinationRule', '{host: api, trafficPolicy: {tls: {mode: SIMPLE}}}')],
      '503 UC client-certificate-required',
    ],
    [
      'for an identity that nobody proves',
      [
        istio(
          'DestinationRule',
          '{host: api, trafficPolicy: {tls: {mode: ISTIO_MUTUAL, subjectAltNames: [spiffe://elsewhere]}}}',
        ),
      ],
      '503 UF,URX wrong-server-identity',
    ],
  ])('%s', (_, resources, end) => {
    expect(endsOf(firstHop(meshWith(...resources))).join()).toMatch(new RegExp(`^1.00 caller-proxy ${end}$`));
  });

  it('where no route matches, and says why none does', () => {
    const route = istio(
      'VirtualService',
      '{hosts: [api], http: [{name: a, match: [{uri: {prefix: /a}}], route: [{destination: {host: api}}]}]}',
    );
    const hop = firstHop(meshWith(route));
    expect(endsOf(hop)).toEqual(['1.00 caller-proxy 404 NR no-route']);
    expect(hop.route?.passedOver).toMatchObject([
      { name: 'a', because: 'the path / does not begin with /a' },
    ]);
  });

  it('without a ready pod, and with some of them only', () => {
    const mesh = meshWith();
    const readiness = { 'shop/api': { pods: 2, ready: 0 }, 'shop/api-v2': { pods: 1, ready: 0 } };
    expect(endsOf(firstHop(mesh, { readiness }))).toEqual(['1.00 caller-proxy 503 UH no-ready-endpoint']);
    const some = firstHop(mesh, { readiness: { ...readiness, 'shop/api': { pods: 2, ready: 1 } } });
    expect(some.ends).toMatchObject([{ share: 1, by: 'application', workloads: ['shop/api'] }]);
  });

  it('where the host is unknown and the policy REGISTRY_ONLY', () => {
    const mesh = meshWith(
      istio('Sidecar', '{outboundTrafficPolicy: {mode: REGISTRY_ONLY}, egress: [{hosts: [./*]}]}'),
    );
    expect(endsOf(firstHop(mesh, { request: call('elsewhere.example') }))).toEqual([
      '1.00 caller-proxy 502 outbound-blocked',
    ]);
    expect(endsOf(firstHop(meshWith(), { request: call('elsewhere.example') }))).toEqual(['1.00 outside']);
  });

  describe('that nothing takes', () => {
    const failureOf = (hop: Hop) => hop.ends[0]?.failure;
    const blocking = istio(
      'Sidecar',
      '{outboundTrafficPolicy: {mode: REGISTRY_ONLY}, egress: [{hosts: [./*]}]}',
    );
    const hidden =
      '{apiVersion: v1, kind: Service, metadata: {name: own, namespace: elsewhere, annotations: {networking.istio.io/exportTo: .}}, spec: {selector: {app: own}, ports: [{name: http, port: 80}]}}';
    const entry = istio(
      'ServiceEntry',
      '{hosts: [api.example.com], location: MESH_EXTERNAL, resolution: DNS, ports: [{number: 443, name: tls, protocol: TLS}]}',
    );

    it.each([
      ['a port of HTTP that the Service does not have', call('db', { port: 80 }), [], '503 UF port-missing'],
      ['a port that no listener is for', call('api', { port: 999 }), [], 'nobody UF,URX port-missing'],
      [
        'the same, in other words',
        call('api.shop.svc.cluster.local', { port: 999 }),
        [],
        'nobody UF,URX port-missing',
      ],
      [
        'the same, where the policy refuses it',
        call('api', { port: 5432 }),
        [blocking],
        'nobody UH port-missing',
      ],
      ['a name that no Service has', call('apy', { port: 999 }), [], 'nobody host-unknown'],
      ['a name in a namespace of the mesh', call('apy.shop'), [], 'nobody host-unknown'],
      ['a name of the cluster', call('api.other.svc.cluster.local'), [], 'nobody host-unknown'],
    ])('%s', (_, request, resources, end) => {
      expect(endsOf(firstHop(meshWith(...resources), { request })).join()).toMatch(new RegExp(`${end}$`));
    });

    it('is told what there is in its place', () => {
      const request = call('api', { port: 999 });
      expect(failureOf(firstHop(meshWith(), { request }))).toMatchObject({
        ...{ detail: 'api.shop.svc.cluster.local:999', choices: ['80'] },
        source: { resource: 'Service shop/api' },
      });
      expect(failureOf(firstHop(meshWith(), { request: call('wbe') }))?.choices).toEqual(['web.shop']);
    });

    it('fails without a word of the proxy where applications dial past it', () => {
      const request = call('db', { port: 80 });
      expect(endsOf(firstHop(meshWith(), { request, dialsPastProxy: true }))).toEqual([
        '1.00 nobody port-missing',
      ]);
    });

    it('from outside of the mesh, and without a ready pod', () => {
      const fromOutside = (request: JourneyRequest, readiness?: JourneyQuestion['readiness']) =>
        endsOf(firstHop(meshWith(), { from: 'outside', request, ...(readiness && { readiness }) }));
      expect(fromOutside(call('api.shop', { port: 999 }))).toEqual(['1.00 nobody port-missing']);
      expect(fromOutside(call('api'))).toEqual(['1.00 nobody host-unknown']);
      expect(fromOutside(call('elsewhere.example'))).toEqual(['1.00 outside']);
      expect(fromOutside(call('db.shop', { port: 5432 }), {})).toEqual(['1.00 nobody no-ready-endpoint']);
    });

    it.each(['elsewhere.example', '203.0.113.7', 'api.example.com', 'localhost'])(
      'but %s, which a server outside may',
      (host) => {
        expect(endsOf(firstHop(meshWith(entry), { request: call(host, { port: 8080 }) }))).toEqual([
          '1.00 outside',
        ]);
      },
    );

    it('where the policy refuses a Service that the sidecar does not import, and by whom', () => {
      const request = call('own.elsewhere');
      expect(failureOf(firstHop(meshWith(hidden, blocking), { request }))).toMatchObject({
        ...{ kind: 'outbound-blocked', detail: 'own.elsewhere.svc.cluster.local:80' },
        source: { resource: 'Sidecar shop/own' },
      });
    });
  });

  it('in plaintext, where the sidecar does not import the Service and passes the call on', () => {
    const scope = istio('Sidecar', '{egress: [{hosts: [./web.shop.svc.cluster.local]}]}', 'narrow');
    expect(endsOf(firstHop(meshWith(scope), { request: call('api') }))).toEqual([...['1.00 application']]);
    expect(endsOf(firstHop(meshWith(scope, STRICT), { request: call('api') }))).toEqual([
      '1.00 caller-proxy 503 UC plaintext-to-mutual-tls',
    ]);
  });

  it('by the faults of its route, with every combination of flags', () => {
    const fault =
      'fault: {delay: {percentage: {value: 50}, fixedDelay: 1s}, abort: {percentage: {value: 20}, httpStatus: 418}}';
    const hop = firstHop(
      meshWith(
        istio('VirtualService', `{hosts: [api], http: [{${fault}, route: [{destination: {host: api}}]}]}`),
      ),
    );
    expect(endsOf(hop)).toEqual([
      '0.40 application',
      '0.40 application DI',
      '0.10 caller-proxy 418 FI fault-abort',
      '0.10 caller-proxy 418 DI,FI fault-abort',
    ]);
  });

  it('not by a fault without a percentage', () => {
    const spec =
      '{hosts: [api], http: [{fault: {abort: {httpStatus: 418}}, route: [{destination: {host: api}}]}]}';
    expect(endsOf(firstHop(meshWith(istio('VirtualService', spec))))).toEqual(['1.00 application']);
  });

  it('from outside of the mesh, where nobody answers', () => {
    expect(endsOf(firstHop(meshWith(STRICT), { from: 'outside', request: call('api.shop') }))).toEqual([
      ...['0.50 nobody plaintext-to-mutual-tls', '0.50 nobody plaintext-to-mutual-tls'],
    ]);
    const plaintext = firstHop(meshWith(), { from: 'outside', request: call('api.shop') });
    expect(endsOf(plaintext)).toEqual(['0.50 application', '0.50 application']);
  });

  it('on TCP with a closed connection', () => {
    const deny = istio(
      'AuthorizationPolicy',
      '{selector: {matchLabels: {app: db}}, action: DENY, rules: [{}]}',
    );
    const request = call('db', { port: 5432 });
    expect(endsOf(firstHop(meshWith(), { request }))).toEqual(['1.00 application']);
    expect(endsOf(firstHop(meshWith(deny), { request }))).toEqual(['1.00 nobody rbac-denied']);
  });
});

describe('a pod of a headless Service that calls the Service', () => {
  const peers = (replicas: number, name = 'tcp') => [
    `{apiVersion: v1, kind: Service, metadata: {name: peers, namespace: shop}, spec: {clusterIP: None, selector: {app: peers}, ports: [{name: ${name}, port: 80}]}}`,
    `{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: peers, namespace: shop}, spec: {replicas: ${replicas}, serviceName: peers, template: {metadata: {labels: {app: peers, sidecar.istio.io/inject: 'true'}}, spec: {containers: [{name: a}]}}}}`,
  ];
  const DENIED = istio('AuthorizationPolicy', '{selector: {matchLabels: {app: peers}}}');
  const from = 'shop/peers';

  it.each(['tcp', 'http', 'web'])(
    'reaches the others in mutual TLS, and itself past its sidecar: %s',
    (name) => {
      const hop = firstHop(meshWith(...peers(4, name), STRICT), { from, request: call('peers') });
      expect(hop.destinations[0]?.tls.onWire).toBe('mutual');
      expect(hop.itself).toBe(0.25);
      expect(endsOf(hop)).toEqual(['0.75 application', '0.25 application']);
    },
  );

  it('is not refused by itself', () => {
    const hop = firstHop(meshWith(...peers(2), STRICT, DENIED), { from, request: call('peers') });
    expect(endsOf(hop)).toEqual(['0.50 nobody rbac-denied', '0.50 application']);
  });

  it('has no proxy in between where it is the only one', () => {
    const hop = firstHop(meshWith(...peers(1, 'http'), STRICT, DENIED), { from, request: call('peers') });
    expect(hop).toMatchObject({ itself: 1, destinations: [{ tls: { onWire: 'plaintext' } }] });
    expect(endsOf(hop)).toEqual(['1.00 application']);
  });

  it('is one of several that a pod name may mean', () => {
    const hop = firstHop(meshWith(...peers(2), STRICT), { from, request: call('peers-1.peers') });
    expect(hop.itself).toBeUndefined();
    expect(endsOf(hop)).toEqual(['1.00 application']);
  });

  it('is no matter for another caller', () => {
    expect(
      firstHop(meshWith(...peers(2), STRICT), { request: call('peers', { dialled: 'peers' }) }).itself,
    ).toBeUndefined();
  });
});

describe('a gateway that a workload calls', () => {
  const edge = [
    "{apiVersion: apps/v1, kind: Deployment, metadata: {name: edge, namespace: shop}, spec: {template: {metadata: {labels: {gw: edge, sidecar.istio.io/inject: 'true'}, annotations: {inject.istio.io/templates: gateway}}, spec: {containers: [{name: a}]}}}}",
    '{apiVersion: v1, kind: Service, metadata: {name: edge, namespace: shop}, spec: {selector: {gw: edge}, ports: [{name: http, port: 80, targetPort: 8080}, {name: http-closed, port: 81, targetPort: 8081}]}}',
    istio(
      'Gateway',
      '{selector: {gw: edge}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}',
    ),
    istio(
      'VirtualService',
      '{hosts: [edge.shop.example], gateways: [own], http: [{route: [{destination: {host: api}}]}]}',
    ),
    istio(
      'VirtualService',
      '{hosts: [edge], http: [{rewrite: {authority: edge.shop.example}, route: [{destination: {host: edge, port: {number: 80}}}]}]}',
      'inside',
    ),
  ];

  it('answers by its own routes', () => {
    const withoutRewrite = meshWith(...edge.slice(0, 4));
    expect(endsOf(firstHop(withoutRewrite, { request: call('edge') }))).toEqual([
      '1.00 server-proxy 404 no-virtual-host',
    ]);
    expect(endsOf(firstHop(meshWith(...edge), { request: call('edge') }))).toEqual(['1.00 application']);
  });

  it('does not listen where no Gateway opens a port', () => {
    const hop = firstHop(meshWith(...edge.slice(0, 4)), { request: call('edge', { port: 81 }) });
    expect(endsOf(hop)).toEqual(['1.00 caller-proxy 503 UF,URX no-listener']);
  });
});

describe('the server', () => {
  const allowGet = istio(
    'AuthorizationPolicy',
    `{selector: {matchLabels: {app: api}}, rules: [
      {from: [{source: {principals: [cluster.local/ns/shop/sa/db]}}]},
      {from: [{source: {principals: [cluster.local/ns/shop/sa/web]}}], to: [{operation: {methods: [GET]}}]}]}`,
    'allow-get',
  );
  const denyAdmin = istio(
    'AuthorizationPolicy',
    '{action: DENY, selector: {matchLabels: {app: api}}, rules: [{to: [{operation: {paths: [/admin]}}]}]}',
    'deny-admin',
  );
  const others = istio('AuthorizationPolicy', '{selector: {matchLabels: {app: web}}, rules: [{}]}', 'of-web');
  const mesh = meshWith(STRICT, allowGet, denyAdmin, others);
  const serverOf = (request: JourneyRequest) => firstHop(mesh, { request }).destinations[0]?.servers[0];

  it('allows by the rule that matches, and lists what else applies', () => {
    const server = serverOf(call('api'));
    expect(server).toMatchObject({
      peerAuthentication: { resource: 'PeerAuthentication shop/own', mode: 'STRICT' },
      rbac: {
        decision: 'allowed',
        by: { source: { resource: 'AuthorizationPolicy shop/allow-get' }, rule: 1 },
      },
      policiesNotSelecting: [{ resource: 'AuthorizationPolicy shop/of-web' }],
    });
    expect(server?.policies.map(({ action, rule, matched }) => [action, rule, matched])).toEqual([
      ['DENY', 0, false],
      ['ALLOW', 0, false],
      ['ALLOW', 1, true],
    ]);
  });

  it('names a policy that has no rules', () => {
    const empty = meshWith(
      STRICT,
      istio('AuthorizationPolicy', '{selector: {matchLabels: {app: api}}}', 'empty'),
    );
    const [server] = firstHop(empty).destinations[0]?.servers ?? [];
    expect(server?.rbac).toEqual({ decision: 'denied' });
    expect(server?.policies).toMatchObject([{ action: 'ALLOW', matched: false, hasNoRules: true }]);
  });

  it.each([
    [
      'by a DENY rule',
      call('api', { path: '/admin' }),
      { by: { source: { resource: 'AuthorizationPolicy shop/deny-admin' } } },
    ],
    ['for want of an ALLOW rule', call('api', { method: 'PUT' }), {}],
  ])('denies %s', (_, request, by) => {
    expect(serverOf(request)?.rbac).toMatchObject({ decision: 'denied', ...by });
    expect(endsOf(firstHop(mesh, { request }))).toEqual(['1.00 server-proxy 403 rbac-denied']);
  });

  it('asks for a token of its issuer and audience', () => {
    const tokens = istio(
      'RequestAuthentication',
      '{selector: {matchLabels: {app: api}}, jwtRules: [{issuer: us, audiences: [shop], jwks: "{}"}]}',
    );
    const end = (jwt: JourneyRequest['jwt']) =>
      endsOf(firstHop(meshWith(tokens), { request: { ...call('api'), ...(jwt && { jwt }) } }));
    expect(end(undefined)).toEqual(['1.00 application']);
    expect(end({ issuer: 'us', audience: 'shop' })).toEqual(['1.00 application']);
    expect(end({ issuer: 'them' })).toEqual(['1.00 server-proxy 401 jwt-denied']);
    expect(end({ issuer: 'us', audience: 'bank' })).toEqual(['1.00 server-proxy 403 jwt-denied']);
  });
});

it('shows no value that is a secret', () => {
  const headers = { authorization: 'Bearer abc', cookie: 'session=abc', 'x-user': 'me' };
  const text = JSON.stringify(hopsOf(meshWith(), { request: call('api', { headers }) }));
  expect(text).not.toContain('abc');
  expect(text).toContain('"x-user":"me"');
});

it("finds a delegate's route where the delegate is written", () => {
  const root = istio(
    'VirtualService',
    '{hosts: [api], http: [{match: [{uri: {prefix: /a}}], delegate: {name: inner}}]}',
    'root',
  );
  const inner = istio('VirtualService', '{http: [{name: x, route: [{destination: {host: api}}]}]}', 'inner');
  const { route } = firstHop(meshWith(root, inner), { request: call('api', { path: '/a' }) });
  expect(route?.source?.resource).toBe('VirtualService shop/inner');
});

it('ends a circle of calls', () => {
  const hops = hopsOf(meshWith(), { nextCalls: () => [{ method: 'GET', url: 'http://api.shop/' }] });
  expect(hops.length).toBe(20);
});

it('refuses a workload that is not there', () => {
  expect(() => hopsOf(meshWith(), { from: 'shop/nobody' })).toThrow(RangeError);
});

describe('a rule that chooses the pod by a hash', () => {
  it.each([
    ['httpHeaderName: x-user', 'header x-user'],
    ['useSourceIp: true', 'source address'],
    ['httpCookie: {name: session, ttl: 0s}', 'cookie session'],
    ['httpQueryParameterName: user', 'query parameter user'],
  ])('says what of: %s', (written, hashOn) => {
    const rule = `{host: api, trafficPolicy: {loadBalancer: {consistentHash: {${written}}}}}`;
    expect(firstHop(meshWith(istio('DestinationRule', rule))).route).toMatchObject({ hashOn: [hashOn] });
  });
});

describe('a rule with outlier detection', () => {
  const ejection = (written: string) => {
    const rule = `{host: api, trafficPolicy: {outlierDetection: {${written}}}}`;
    return firstHop(meshWith(istio('DestinationRule', rule))).destinations[0]?.ejection;
  };

  it('says when a pod is ejected, with the defaults of Envoy', () => {
    expect(ejection('interval: 5s')).toEqual({
      ...{ consecutive5xx: 5, consecutiveGatewayErrors: 0, baseMs: 30_000, maxPercent: 10 },
    });
  });

  it('tells errors that do not count from those that do', () => {
    const written =
      'consecutive5xxErrors: 0, consecutiveGatewayErrors: 3, baseEjectionTime: 1m, maxEjectionPercent: 50';
    expect(ejection(written)).toEqual({
      ...{ consecutive5xx: 0, consecutiveGatewayErrors: 3, baseMs: 60_000, maxPercent: 50 },
    });
  });

  it('says nothing without', () => {
    expect(firstHop(meshWith()).destinations[0]).not.toHaveProperty('ejection');
  });
});
