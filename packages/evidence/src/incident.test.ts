import { describe, expect, it } from 'vitest';
import { type AccessLogEntry, readAccessLogEntry } from './access-log-entry.ts';
import { findIncident } from './incident.ts';

const HOST = 'backend-service.backend.svc.cluster.local';

/** A line as an Envoy of the lab writes it; times are milliseconds after noon. */
function entry(pod: string, at: number, fields: Readonly<Record<string, unknown>>): AccessLogEntry {
  const line = {
    start_time: new Date(Date.UTC(2026, 0, 1, 12) + at).toISOString(),
    ...{
      method: 'GET',
      path: '/classify?token=secret',
      response_code: 503,
      response_flags: '-',
      duration: 5,
    },
    response_code_details: 'via_upstream',
    request_id: 'request-1',
    ...fields,
  };
  const read = readAccessLogEntry(pod, JSON.stringify(line));
  if (!read) throw new Error('no entry');
  return read;
}

const gateway = entry('istio-system/gateway-0', 0, {
  upstream_cluster: `outbound|80||frontend-service.frontend.svc.cluster.local`,
  upstream_local_address: '127.1.0.1:40000',
  duration: 20,
});
const frontendIn = entry('frontend/frontend-0', 1, {
  upstream_cluster: 'inbound|3000||',
  downstream_remote_address: '127.1.0.1:40000',
  duration: 18,
});
const frontendOut = entry('frontend/frontend-0', 3, {
  upstream_cluster: `outbound|8080||${HOST}`,
  upstream_local_address: '127.1.0.2:41000',
  response_flags: 'UC',
  response_code_details: 'upstream_reset_before_response_started{connection_termination}',
});
const refused = entry('backend/backend-0', 4, {
  ...{ method: null, path: null, request_id: null, response_code: 0, response_flags: 'NR' },
  downstream_remote_address: '127.1.0.2:41000',
  response_code_details: 'filter_chain_not_found',
});

describe('a failure', () => {
  it('is followed over connections and through an application to the proxy where it began', () => {
    const incident = findIncident([refused, frontendOut, gateway, frontendIn]);
    expect(incident?.hops.map(({ pod }) => pod)).toEqual([
      'istio-system/gateway-0',
      'frontend/frontend-0',
      'frontend/frontend-0',
    ]);
    expect(incident?.origin).toBe(frontendOut);
    expect(incident?.callee).toBe(refused);
  });

  it('begins at the caller, also where both ends log the same time and duration', () => {
    const at = { time: gateway.time, durationMs: gateway.durationMs };
    const callee = { ...frontendIn, ...at };
    const call = { ...frontendOut, ...at };
    const incident = findIncident([call, callee, gateway]);
    expect(incident?.hops).toEqual([gateway, callee, call]);
  });

  it('is no other request of the same pod', () => {
    const later = entry('frontend/frontend-0', 60, {
      upstream_cluster: `outbound|8080||${HOST}`,
      response_flags: 'UH',
    });
    expect(findIncident([gateway, frontendIn, later])?.origin).toBe(frontendIn);
  });

  it('is none where every request is answered well', () => {
    expect(findIncident([{ ...gateway, status: 200 }])).toBeUndefined();
    expect(findIncident([])).toBeUndefined();
  });

  it('leaves no query of a path behind', () => {
    expect(gateway.path).toBe('/classify');
    expect(JSON.stringify([gateway, frontendOut])).not.toContain('secret');
  });
});

describe('a line of an access log', () => {
  it("of Istio's default format has no attempts and no identity", () => {
    expect(gateway).not.toHaveProperty('attempts');
    expect(gateway).not.toHaveProperty('downstreamPeer');
  });

  it.each(['', '{"half', 'plain text', '{"start_time":"never"}', '[]'])('is none: %j', (line) => {
    expect(readAccessLogEntry('shop/cart-0', line)).toBeUndefined();
  });
});
