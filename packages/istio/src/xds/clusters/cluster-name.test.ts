import { expect, test } from 'vitest';
import { inboundClusterName, outboundClusterName, parseClusterName } from './cluster-name.ts';

test('names are read as they are written', () => {
  expect(parseClusterName(outboundClusterName(80, 'canary', 'a.b.svc.cluster.local'))).toEqual({
    direction: 'outbound',
    port: 80,
    subset: 'canary',
    hostname: 'a.b.svc.cluster.local',
  });
  expect(parseClusterName(inboundClusterName(8080))).toEqual({
    direction: 'inbound',
    port: 8080,
    subset: '',
    hostname: '',
  });
});

test.each(['PassthroughCluster', 'outbound|http||a', 'outbound|80|a', 'InboundPassthroughCluster_8080'])(
  '"%s" is no name of that form',
  (name) => expect(parseClusterName(name)).toBeUndefined(),
);
