import { describe, expect, test } from 'vitest';
import { CART, convert, onlyRouteOf, route } from './http-route-fixture.ts';

/** One rule on the Service as parent, as Istio's route. */
function ruleOf(rule: string) {
  return onlyRouteOf(
    convert(route('r', `{parentRefs: [{group: '', kind: Service, name: cart}], rules: [${rule}]}`)),
  );
}

describe('a rule', () => {
  const destination = { host: 'cart.shop.svc.cluster.local', port: 80 };

  test.each([
    [
      'weights',
      '{backendRefs: [{name: cart, port: 80, weight: 3}, {name: cart, port: 80}, {name: cart, port: 80, weight: 0}]}',
      {
        route: [
          { destination, weight: 3 },
          { destination, weight: 1 },
        ],
      },
    ],
    ['no backend', '{}', { directResponse: { status: 500 } }],
    [
      'weights of zero alone',
      '{backendRefs: [{name: cart, port: 80, weight: 0}]}',
      { directResponse: { status: 500 } },
    ],
    [
      'a backend that is not there',
      '{backendRefs: [{name: gone, port: 80}]}',
      {
        route: [{ destination: { host: 'gone.shop.svc.cluster.local', port: 80 }, weight: 0 }],
      },
    ],
    ['a time limit', `{backendRefs: [${CART}], timeouts: {request: 10s}}`, { timeout: 10_000 }],
    [
      'a time limit for a try, without retries',
      `{backendRefs: [${CART}], timeouts: {request: 10s, backendRequest: 2s}}`,
      {
        timeout: 2000,
      },
    ],
    [
      'retries',
      `{backendRefs: [${CART}], timeouts: {request: 10s, backendRequest: 2s}, retry: {attempts: 3, codes: [503]}}`,
      {
        timeout: 10_000,
        retries: {
          attempts: 3,
          perTryTimeout: 2000,
          retryOn: {
            conditions: ['connect-failure', 'refused-stream', 'unavailable', 'cancelled'],
            statusCodes: [503],
          },
        },
      },
    ],
    ['no retries', `{backendRefs: [${CART}], retry: {attempts: 0}}`, { retries: { attempts: 0 } }],
    [
      'header changes, the first of a name',
      `{backendRefs: [${CART}], filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-A, value: '1'}, {name: x-a, value: '2'}], remove: [b3]}}]}`,
      {
        headers: { request: { set: { 'x-a': '1' }, remove: ['b3'] } },
      },
    ],
    [
      'header changes of a backend',
      `{backendRefs: [{name: cart, port: 80, filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {add: [{name: v, value: '1'}]}}]}]}`,
      {
        route: [{ destination, weight: 0, headers: { response: { add: { v: '1' } } } }],
      },
    ],
    [
      'a redirect',
      '{filters: [{type: RequestRedirect, requestRedirect: {scheme: https, hostname: b.org}}]}',
      {
        redirect: {
          code: 302,
          scheme: 'https',
          authority: 'b.org',
          keepsPort: false,
        },
      },
    ],
    [
      'a redirect of a prefix',
      '{filters: [{type: RequestRedirect, requestRedirect: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /new}, statusCode: 301}}]}',
      {
        redirect: { code: 301, prefix: '/new', keepsPort: true },
      },
    ],
    [
      'a prefix taken away',
      `{backendRefs: [${CART}], filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}}]}`,
      {
        rewrite: { uri: '/' },
      },
    ],
    [
      'a whole path',
      `{backendRefs: [${CART}], filters: [{type: URLRewrite, urlRewrite: {hostname: b.org, path: {type: ReplaceFullPath, replaceFullPath: /x}}}]}`,
      {
        rewrite: { regex: { match: '/.*', substitution: '/x' }, authority: 'b.org' },
      },
    ],
    [
      'a mirror',
      `{backendRefs: [${CART}], filters: [{type: RequestMirror, requestMirror: {backendRef: ${CART}, fraction: {numerator: 1, denominator: 4}}}]}`,
      {
        mirrors: [{ destination, percentage: { value: 25 } }],
      },
    ],
  ])('with %s', (_, rule, expected) => {
    expect(ruleOf(rule)).toMatchObject(expected);
  });

  test('a mirror to nowhere is left out, the rest stays', () => {
    const mirror = '{type: RequestMirror, requestMirror: {backendRef: {name: gone, port: 80}}}';
    const converted = ruleOf(`{backendRefs: [${CART}], filters: [${mirror}]}`);
    expect(converted?.mirrors).toEqual([]);
    expect(converted?.route).toHaveLength(1);
  });

  test.each([
    ['an unknown filter', `{backendRefs: [${CART}], filters: [{type: ExtensionRef}]}`],
    ['a host name as a Service', '{backendRefs: [{name: cart.shop, port: 80}]}'],
    ['a backend without a port', '{backendRefs: [{name: cart}]}'],
    [
      'a header value with a line break',
      `{backendRefs: [${CART}], filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: a, value: "b\\nc"}]}}]}`,
    ],
  ])('with %s takes all others with it', (_, rule) => {
    const spec = `{parentRefs: [{group: '', kind: Service, name: cart}], rules: [{backendRefs: [${CART}]}, ${rule}]}`;
    expect(convert(route('r', spec))).toEqual([]);
  });
});

describe('a backend of another namespace', () => {
  const spec = (parent: string) =>
    `{parentRefs: [${parent}], hostnames: [b.org], rules: [{backendRefs: [{name: stock, namespace: store, port: 80}]}]}`;
  const grant = (name: string) => `
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: g, namespace: store}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}]
  to: [{group: '', kind: Service${name}}]`;
  const hostOf = (...routes: string[]) => onlyRouteOf(convert(...routes))?.route?.[0]?.destination.host;
  const GATEWAY = '{name: web, namespace: edge, port: 81}';
  const stock = 'stock.store.svc.cluster.local';

  test.each([
    ['may not be used by a gateway', [route('r', spec(GATEWAY))], ''],
    ['may be, with a grant', [route('r', spec(GATEWAY)), grant('')], stock],
    ['may be, with a grant for its name', [route('r', spec(GATEWAY)), grant(', name: stock')], stock],
    ['may not be, with a grant for another name', [route('r', spec(GATEWAY)), grant(', name: other')], ''],
    ['may be inside the mesh', [route('r', spec("{group: '', kind: Service, name: cart}"))], stock],
  ])('%s', (_, routes, expected) => {
    expect(hostOf(...routes)).toBe(expected);
  });
});
