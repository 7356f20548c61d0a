import { describe, expect, it } from 'vitest';
import { readRejection } from './read-rejection.ts';

const FIRST = 'outbound|80||cart.shop.svc.cluster.local';
const SECOND = 'outbound|80|v1|cart.shop.svc.cluster.local';
const THIRD = 'outbound|81||cart.shop.svc.cluster.local';

// What Envoy 1.38.3 answers.
const PRINTED = 'goo.gle/debugonly   \ncommon_tls_context {\n  name: "tls, a: b"\n}\nsni: "aaaa"\n';
const SNI =
  'Proto constraint validation failed (UpstreamTlsContextValidationError.Sni: value length must be at most 255 bytes)';
const RING = 'RingHashLbConfigValidationError.MinimumRingSize: value must be less than or equal to 8388608';

describe('a list of Envoy clusters', () => {
  it('gives each its reason, without what Envoy prints of it', () => {
    const words = `Error adding/updating cluster(s) ${FIRST}: ${PRINTED}: ${SNI}, ${SECOND}: ${PRINTED}: ${SNI}`;
    expect(readRejection(words, [SECOND, THIRD, FIRST])).toEqual({
      ...{ extent: 'some', isCut: false },
      reasons: new Map([
        [FIRST, SNI],
        [SECOND, SNI],
      ]),
    });
  });

  it('that is cut says so, also in the middle of what is printed', () => {
    const words = `Error adding/updating cluster(s) ${FIRST}: Invalid path: /ca.pem, ${SECOND}: goo.gle/debugonly name: "a...(truncated)`;
    expect(readRejection(words, [FIRST, SECOND, THIRD])).toEqual({
      ...{ extent: 'some', isCut: true },
      reasons: new Map([
        [FIRST, 'Invalid path: /ca.pem'],
        [SECOND, 'Envoy prints the resource and no reason, which its log has'],
      ]),
    });
  });

  it('whose names are none that were sent is about all of them', () => {
    const words = 'Error adding/updating cluster(s) other: no such file';
    expect(readRejection(words, [FIRST, SECOND])).toEqual({ extent: 'all', reason: words });
  });
});

it('a list of listeners has one a line, and a reason of several', () => {
  const words =
    'Error adding/updating listener(s) 10.96.0.14_443: Incorrect configuration: %REQ(X-A%\n' +
    ". Couldn't find valid command at position 0\n96.0.14_443: no such file\nvirtualInbound: no such file\n";
  expect(readRejection(words, ['96.0.14_443', '10.96.0.14_443', 'virtualInbound', '0.0.0.0_80'])).toEqual({
    ...{ extent: 'some', isCut: false },
    reasons: new Map([
      ['10.96.0.14_443', "Incorrect configuration: %REQ(X-A%\n. Couldn't find valid command at position 0"],
      ['96.0.14_443', 'no such file'],
      ['virtualInbound', 'no such file'],
    ]),
  });
});

describe('words that are no list', () => {
  it('are about the whole response, for the resource that Envoy prints', () => {
    const words = `goo.gle/debugproto   \nname: "${SECOND}"\ntype: EDS\nring_hash_lb_config {\n}\n: ${RING}`;
    expect(readRejection(words, [FIRST, SECOND])).toEqual({ extent: 'all', reason: RING, cause: SECOND });
  });

  it('about one resource are for that', () => {
    const words = 'Not supported field in StreamInfo: HOSTNAM';
    expect(readRejection(words, ['http.8080'])).toEqual({ extent: 'all', reason: words, cause: 'http.8080' });
  });
});
