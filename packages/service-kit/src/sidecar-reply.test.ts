import { describe, expect, it } from 'vitest';
import { readSidecarReply } from './sidecar-reply.ts';

const envoy = { server: 'envoy' };

describe('readSidecarReply', () => {
  it.each([
    ['no healthy upstream', 'UH'],
    ['upstream request timeout', 'UT'],
    ['RBAC: access denied', 'RBAC_ACCESS_DENIED'],
    ['upstream connect error or disconnect/reset before headers. reset reason: overflow', 'UO'],
    ['upstream connect error or disconnect/reset before headers. reset reason: connection termination', 'UC'],
    [
      'upstream connect error or disconnect/reset before headers. reset reason: remote connection failure',
      'UF',
    ],
  ])('reads "%s" as %s', (message, flag) => {
    expect(readSidecarReply(new Headers(envoy), message)).toEqual({ flag, message });
  });

  it('believes the overload header over the text', () => {
    const headers = new Headers({ ...envoy, 'x-envoy-overloaded': 'true' });
    expect(readSidecarReply(headers, 'anything')?.flag).toBe('UO');
  });

  it('is not misled by a problem that repeats what a sidecar said', () => {
    const headers = new Headers({ ...envoy, 'content-type': 'application/problem+json' });
    expect(readSidecarReply(headers, '{"detail":"ml answered 503: no healthy upstream"}')).toBeUndefined();
  });

  it('tells an answer without an upstream from one that Envoy passed on', () => {
    expect(readSidecarReply(new Headers(envoy), '')).toEqual({ message: '' });
    const passedOn = new Headers({ ...envoy, 'x-envoy-upstream-service-time': '3' });
    expect(readSidecarReply(passedOn, '{"title":"Internal Server Error"}')).toBeUndefined();
  });
});
