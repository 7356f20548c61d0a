import protobuf from 'protobufjs';
import { describe, expect, it, test } from 'vitest';
import type { AttributeValue } from '../spans/span.ts';
import { decodeOtlp } from './decode-otlp.ts';
import definitions from './generated/definitions.json' with { type: 'json' };
import type { ExportTraceServiceRequest } from './generated/messages.ts';
import { readOtlpBinary, readOtlpJson } from './otlp-messages.ts';

const requestType = protobuf.Root.fromJSON(definitions).lookupType(
  'opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest',
);

const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

/** A request in JSON with one span. */
function requestOf(span: object): object {
  const times = { startTimeUnixNano: '1000', endTimeUnixNano: '2000' };
  return { resourceSpans: [{ scopeSpans: [{ spans: [{ ...times, ...span }] }] }] };
}

const attributesOf = (request: ExportTraceServiceRequest) => decodeOtlp(request).spans[0]?.attributes;

function fromJson(...attributes: object[]) {
  return attributesOf(readOtlpJson(requestOf({ ...ids, attributes })));
}

function fromBinary(...attributes: object[]) {
  const [traceId, spanId] = [Buffer.from(ids.traceId, 'hex'), Buffer.from(ids.spanId, 'hex')];
  const message = requestType.fromObject(requestOf({ traceId, spanId, attributes }));
  return attributesOf(readOtlpBinary(requestType.encode(message).finish()));
}

const kinds: [string, object, AttributeValue][] = [
  ['text', { stringValue: 'a' }, 'a'],
  ['an empty text', { stringValue: '' }, ''],
  ['a truth value', { boolValue: true }, true],
  ['false', { boolValue: false }, false],
  ['an integer as text', { intValue: '502' }, 502],
  ['an integer as a number', { intValue: -7 }, -7],
  ['zero', { intValue: '0' }, 0],
  ['an integer that a number would round', { intValue: '9007199254740993' }, '9007199254740993'],
  ['a number with decimals', { doubleValue: 0.25 }, 0.25],
  ['bytes', { bytesValue: 'AP9/' }, 'AP9/'],
  ['no bytes', { bytesValue: '' }, ''],
  ['an empty list', { arrayValue: { values: [] } }, []],
  [
    'a list',
    {
      arrayValue: {
        values: [
          { stringValue: 'a' },
          {},
          { intValue: '2' },
          { arrayValue: { values: [{ boolValue: false }] } },
        ],
      },
    },
    ['a', null, 2, [false]],
  ],
  [
    'a map',
    {
      kvlistValue: {
        values: [
          { key: 'a', value: { doubleValue: 1.5 } },
          {
            key: 'b',
            value: { kvlistValue: { values: [{ key: '__proto__', value: { stringValue: 'c' } }] } },
          },
          { key: 'd' },
        ],
      },
    },
    JSON.parse('{"a": 1.5, "b": {"__proto__": "c"}, "d": null}'),
  ],
];

describe.each(kinds)('an attribute that is %s', (_kind, value, expected) => {
  it('is read from JSON', () => {
    expect(fromJson({ key: 'own', value })).toEqual({ own: expected });
  });

  it('is read from protobuf', () => {
    expect(fromBinary({ key: 'own', value })).toEqual({ own: expected });
  });
});

test('an attribute without a value is none', () => {
  const attributes = [{ key: 'a', value: {} }, { key: 'b' }, { key: 'c', value: { boolValue: true } }];
  expect(fromJson(...attributes)).toEqual({ c: true });
  expect(fromBinary(...attributes)).toEqual({ c: true });
});
