import { describe, expect, test } from 'vitest';
import { parseResources } from '../resources/parse-resources.ts';
import { validateResources } from './validate-resources.ts';

/** What is said of a mistake, and that doing as it says ends it. */
function errorsOf(text: string): string[] {
  const { resources, findings } = parseResources(text, { file: 'a.yaml' });
  return [...findings, ...validateResources(resources)]
    .filter(({ severity }) => severity === 'error')
    .map(({ message, location }) => `${location?.line}: ${message}`);
}

const object = (apiVersion: string, kind: string, spec = 'spec: {}\n') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a, namespace: b}\n${spec}`;
const route = (fields: string) =>
  object(
    'networking.istio.io/v1',
    'VirtualService',
    `spec:\n  hosts: [a]\n  http:\n    - route: [{destination: {host: a}}]\n      ${fields}\n`,
  );
const rule = (fields: string) =>
  object('networking.istio.io/v1', 'DestinationRule', `spec:\n  host: a\n  trafficPolicy:\n    ${fields}\n`);
const outlier = (fields: string) => rule(`outlierDetection: {${fields}}`);
const httpRoute = (fields: string) =>
  object('gateway.networking.k8s.io/v1', 'HTTPRoute', `spec:\n  rules:\n    - ${fields}\n`);

const grace = (text: string) =>
  `spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {terminationGracePeriodSeconds: ${text}, containers: [{name: a, image: b}]}}}\n`;

describe('a value of the wrong type, and the one that is advised', () => {
  test.each([
    [route('timeout: 5'), 'write 5s', route('timeout: 5s')],
    [route('timeout: 0.5'), 'write 0.5s', route('timeout: 0.5s')],
    [route('timeout: 0'), 'for example 5s', route('timeout: 5s')],
    [
      route('retries: {attempts: 1, perTryTimeout: 2}'),
      'write 2s',
      route('retries: {attempts: 1, perTryTimeout: 2s}'),
    ],
    [
      route('fault: {delay: {percentage: {value: 1}, fixedDelay: 3}}'),
      'write 3s',
      route('fault: {delay: {percentage: {value: 1}, fixedDelay: 3s}}'),
    ],
    [
      route('corsPolicy: {allowOrigins: [{exact: a}], maxAge: 60}'),
      'write 60s',
      route('corsPolicy: {allowOrigins: [{exact: a}], maxAge: 60s}'),
    ],
    [outlier('interval: 10'), 'write 10s', outlier('interval: 10s')],
    [outlier('baseEjectionTime: 30'), 'write 30s', outlier('baseEjectionTime: 30s')],
    [outlier('maxEjectionPercent: 50%'), 'write 50, the unit is percent', outlier('maxEjectionPercent: 50')],
    [outlier('maxEjectionPercent: "50"'), 'write 50 without quotes', outlier('maxEjectionPercent: 50')],
    [
      rule('connectionPool: {tcp: {connectTimeout: 1}}'),
      'write 1s',
      rule('connectionPool: {tcp: {connectTimeout: 1s}}'),
    ],
    [
      rule('connectionPool: {http: {idleTimeout: 60}}'),
      'write 60s',
      rule('connectionPool: {http: {idleTimeout: 60s}}'),
    ],
    [
      rule('connectionPool: {tcp: {tcpKeepalive: {time: 7200}}}'),
      'write 7200s',
      rule('connectionPool: {tcp: {tcpKeepalive: {time: 7200s}}}'),
    ],
    [
      rule('loadBalancer: {warmup: {duration: 30}}'),
      'write 30s',
      rule('loadBalancer: {warmup: {duration: 30s}}'),
    ],
    [
      route('mirror: {host: a}\n      mirrorPercentage: 50'),
      'write { value: 50 }',
      route('mirror: {host: a}\n      mirrorPercentage: {value: 50}'),
    ],
    [
      route('fault: {abort: {httpStatus: 503, percentage: 10%}}'),
      'write { value: 10 }',
      route('fault: {abort: {httpStatus: 503, percentage: {value: 10}}}'),
    ],
    [
      route('mirror: {host: a, port: 80}'),
      'write { number: 80 }',
      route('mirror: {host: a, port: {number: 80}}'),
    ],
    [
      route('match: [{uri: /api}]'),
      'write { exact: "/api" } or { prefix: "/api" }',
      route('match: [{uri: {prefix: /api}}]'),
    ],
    [
      object('apps/v1', 'Deployment', grace('30s')),
      'write 30, the unit is seconds',
      object('apps/v1', 'Deployment', grace('30')),
    ],
    [httpRoute('timeouts: {request: 5}'), 'write 5s', httpRoute('timeouts: {request: 5s}')],
    [httpRoute('timeouts: {backendRequest: 5}'), 'write 5s', httpRoute('timeouts: {backendRequest: 5s}')],
    [
      rule('outlierDetection: {splitExternalLocalOriginErrors: "true"}'),
      'write true without quotes',
      rule('outlierDetection: {splitExternalLocalOriginErrors: true}'),
    ],
    [
      object('networking.istio.io/v1', 'DestinationRule', 'spec: {host: a, exportTo: b}\n'),
      'write ["b"]',
      object('networking.istio.io/v1', 'DestinationRule', 'spec: {host: a, exportTo: ["b"]}\n'),
    ],
    [
      object(
        'networking.istio.io/v1',
        'DestinationRule',
        'spec: {host: a, subsets: [{name: s, labels: {v: 1}}]}\n',
      ),
      'write "1" in quotes',
      object(
        'networking.istio.io/v1',
        'DestinationRule',
        'spec: {host: a, subsets: [{name: s, labels: {v: "1"}}]}\n',
      ),
    ],
  ])('%s', (wrong, advice, right) => {
    const [first, ...others] = errorsOf(wrong);
    expect(others).toEqual([]);
    expect(first).toContain(advice);
    expect(errorsOf(right)).toEqual([]);
  });
});

describe('a kind that the API server does not have', () => {
  test.each([
    ['networking.istio.io/v1', 'PeerAuthentication', 'PeerAuthentication belongs to security.istio.io/v1'],
    ['security.istio.io/v1', 'VirtualService', 'VirtualService belongs to networking.istio.io/v1'],
    ['networking.istio.io/v1', 'Telemetry', 'Telemetry belongs to telemetry.istio.io/v1'],
    ['networking.istio.oi/v1', 'VirtualService', 'VirtualService belongs to networking.istio.io/v1'],
    ['istio.io/v1', 'VirtualService', undefined],
    ['traffic.istio.io/v1', 'VirtualService', 'VirtualService belongs to networking.istio.io/v1'],
    [
      'security.istio.io/v1alpha1',
      'PeerAuthentication',
      'PeerAuthentication belongs to security.istio.io/v1',
    ],
    ['networking.k8s.io/v1', 'HTTPRoute', 'HTTPRoute belongs to gateway.networking.k8s.io/v1'],
    [
      'security.istio.io/v1',
      'Gateway',
      'Gateway belongs to networking.istio.io/v1 and gateway.networking.k8s.io/v1',
    ],
    ['v1', 'Deployment', 'Deployment belongs to apps/v1'],
    ['app/v1', 'Deployment', 'Deployment belongs to apps/v1'],
    ['extensions/v1beta1', 'Ingress', 'Ingress belongs to networking.k8s.io/v1'],
    ['apps/v1', 'Service', 'Service belongs to v1'],
    ['batch/v1beta1', 'CronJob', 'CronJob belongs to batch/v1'],
    ['networking.istio.io/v1', 'VirtualServce', 'did you mean "networking.istio.io/v1 VirtualService"'],
    [
      'authentication.istio.io/v1alpha1',
      'Policy',
      'PeerAuthentication and RequestAuthentication of security.istio.io/v1',
    ],
    ['rbac.istio.io/v1alpha1', 'ServiceRole', 'AuthorizationPolicy of security.istio.io/v1'],
    ['config.istio.io/v1alpha2', 'rule', 'Telemetry of telemetry.istio.io/v1'],
    // What others own, or what is there and not checked.
    ['install.istio.io/v1alpha1', 'IstioOperator', undefined],
    ['serving.knative.dev/v1', 'Service', undefined],
    ['networking.gke.io/v1', 'ManagedCertificate', undefined],
    ['cert-manager.io/v1', 'Certificate', undefined],
    ['networking.k8s.io/v1', 'IngressClass', undefined],
    ['v1', 'PersistentVolume', undefined],
    ['autoscaling/v1', 'HorizontalPodAutoscaler', undefined],
    ['storage.k8s.io/v1', 'StorageClass', undefined],
    ['gateway.networking.k8s.io/v1alpha2', 'TCPRoute', undefined],
  ])('%s %s', (apiVersion, kind, said) => {
    const errors = errorsOf(object(apiVersion, kind)).filter((text) =>
      text.includes(`"${apiVersion} ${kind}"`),
    );
    expect(errors).toHaveLength(said === undefined ? 0 : 1);
    if (said !== undefined) expect(errors[0]).toContain(said);
  });
});

describe('aliases', () => {
  const data = (text: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n${text}`;
  test.each([
    [
      'that stands in what it stands for',
      data('data: &a {x: *a}\n'),
      '4: invalid YAML: alias *a is within the value',
    ],
    ['in a list of itself', data('data: {x: &l [1, *l]}\n'), '4: invalid YAML: alias *l is within the value'],
    [
      'of the whole document',
      '&a\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: *a}\n',
      '4: invalid YAML: alias *a',
    ],
    ['in a merge of itself', data('data: &a\n  <<: *a\n'), '5: invalid YAML: alias *a is within the value'],
    ['without an anchor', data('data: {x: *b}\n'), '4: invalid YAML: alias *b has no anchor before it'],
    [
      'of aliases of aliases',
      data(
        `x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n${Array.from({ length: 9 }, (_, n) => `x${n + 1}: &x${n + 1} [${Array(10).fill(`*x${n}`)}]\n`).join('')}`,
      ),
      '3: aliases stand for values with aliases of their own',
    ],
  ])('one %s', (_, text, said) => {
    const [first, ...others] = errorsOf(text);
    expect(others).toEqual([]);
    expect(first).toContain(said.slice(3));
  });

  test('that are fine', () => {
    expect(errorsOf(data('data: {x: &a b, y: *a}\n'))).toEqual([]);
  });
});

test('a field that meshConfig does not have', () => {
  const text = `apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data:
  mesh: |
    outboundTraficPolicy: {mode: REGISTRY_ONLY}
    access_log_file: /dev/stdout
    localityLbSetting: {enabled: true}
`;
  const { resources } = parseResources(text, { file: 'a.yaml' });
  expect(validateResources(resources)).toMatchObject([
    {
      code: 'IST0133',
      location: { line: 5, column: 3 },
      message: expect.stringMatching(/no field "outboundTraficPolicy".*did you mean "outboundTrafficPolicy"/),
    },
  ]);
});
