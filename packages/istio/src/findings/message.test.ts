import { expect, it } from 'vitest';
import { DESTINATION_RULE } from './catalogue/ist-0106/destination-rule.ts';
import { GATEWAY } from './catalogue/ist-0106/gateway.ts';
import { HTTP_ROUTE } from './catalogue/ist-0106/http-route.ts';
import { NAMES } from './catalogue/ist-0106/names.ts';
import { POLICY } from './catalogue/ist-0106/policy.ts';
import { SCHEMA } from './catalogue/ist-0106/schema.ts';
import { SERVICE_ENTRY } from './catalogue/ist-0106/service-entry.ts';
import { VALUES } from './catalogue/ist-0106/values.ts';
import { VIRTUAL_SERVICE } from './catalogue/ist-0106/virtual-service.ts';
import { CATALOGUE } from './catalogue.ts';
import { finding } from './finding.ts';
import { message } from './message.ts';
import { at } from './place.ts';

it('has the severity of its code, unless the catalogue gives the message another', () => {
  expect(message('LAB0314.number', { target: 81, declared: [80] }).severity).toBe('info');
  expect(message('IST0101.parentGateway', { gateway: 'edge/web' })).toEqual({
    code: 'IST0101',
    severity: 'error',
    text: 'Gateway edge/web does not exist, so this route has no effect there',
    callers: 'callers at Gateway edge/web do not get these routes',
  });
});

it('does not compile with a wrong key or a wrong argument', () => {
  // @ts-expect-error a key that the catalogue does not have
  expect(() => message('IST9999')).toThrow();
  // @ts-expect-error an argument that the message does not have
  expect(message('LAB0209', { name: 'PATH' }).text).toContain('undefined');
});

it('is about a field of a resource, and its line', () => {
  const metadata = { name: 'cart', namespace: 'shop' };
  const subject = { kind: 'Service', metadata, locate: () => ({ file: 'a.yaml', line: 3 }) };
  expect(finding('LAB0202', {}, at(subject, ['spec', 'ports', 0]))).toEqual({
    code: 'LAB0202',
    severity: 'error',
    message: 'the workload has no container',
    resource: 'Service shop/cart',
    field: 'spec.ports[0]',
    location: { file: 'a.yaml', line: 3 },
  });
});

it('no two groups of IST0106 have a message of one name', () => {
  const groups = [
    ...[SCHEMA, NAMES, VALUES, VIRTUAL_SERVICE, HTTP_ROUTE],
    ...[DESTINATION_RULE, GATEWAY, SERVICE_ENTRY, POLICY],
  ];
  const names = groups.flatMap((group) => Object.keys(group));
  expect(names.sort()).toEqual(Object.keys(CATALOGUE.IST0106.messages).sort());
});
